"""The sets of requirements that a project offers, wherever people write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from ...errors import PacelineError
from .document import Document, toml
from .poetry import requirements
from .project import Project, lines
from .requirements import Words, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .request import Place


@dataclass(frozen=True, slots=True)
class Offer:
    """A set of requirements that has a name."""

    label: str
    """What it is called, and where: `group bench of pyproject.toml`."""
    purpose: str
    """The name that its author gave it."""
    words: Words
    extras: tuple[str, ...] = ()
    """Extras of the project that belong to it."""
    problem: PacelineError | None = None
    """Why it cannot be read, for whoever chooses it."""


def offer(label: str, purpose: str, words: Iterable[str], place: Place, extras: Iterable[str] = ()) -> Offer:
    """Return an offer of these words; a set that cannot be read is an error only where it is chosen."""
    try:
        return Offer(label, purpose, parse(words, place), tuple(extras))
    except PacelineError as error:
        return Offer(label, purpose, Words(), tuple(extras), error)


def of_project(project: Project) -> Iterator[Offer]:
    """Yield what a project's own files offer: groups and extras of any tool's table."""
    yield from _groups(project)
    yield from _extras(project)
    yield from _uv(project)
    yield from _poetry(project)
    yield from _pdm(project)
    yield from _hatch(project)


def _offer(project: Project, what: str, name: str, words: Iterable[str], extras: Iterable[str] = ()) -> Offer:
    label = f"{what} {name} of {project.document.name}"
    texts = (text.replace("${PROJECT_ROOT}", str(project.folder)) for text in words)
    return offer(label, name, texts, project.place, extras)


_DEEPEST = 100
"""Groups that include one another in turn; no project has so many."""


def _groups(project: Project) -> Iterator[Offer]:
    groups = project.document.table("dependency-groups")
    spelled = {canonicalize_name(name): name for name in groups}
    for name in groups:
        yield _offer(project, "group", name, group(project, spelled, canonicalize_name(name), (), set()))


def group(project: Project, spelled: dict[Any, str], name: str, above: tuple[str, ...], seen: set[str]) -> list[str]:
    """Return a group's requirements, with those of the groups that it includes (PEP 735), each of them once."""
    document = project.document
    if name in above:
        chain = " → ".join((*above[above.index(name) :], name))
        raise PacelineError(f"dependency groups include each other ({chain})", place=document.name)
    if name not in spelled:
        of = f", which group {above[-1]!r} includes" if above else ""
        raise PacelineError(f"there is no dependency group {name!r}{of}", place=document.name, cure="correct it there")
    if len(above) > _DEEPEST:
        raise PacelineError("dependency groups include each other too deeply", place=document.name)
    if name in seen:
        return []
    seen.add(name)
    key = ("dependency-groups", spelled[name])
    found: list[str] = []
    for entry in document.items(*key):
        included = entry.get("include-group") if isinstance(entry, dict) else None
        if isinstance(entry, str):
            found.append(entry)
        elif isinstance(included, str):
            found += group(project, spelled, canonicalize_name(included), (*above, name), seen)
        else:
            raise document.wrong(key, "a list of requirements and of tables with include-group")
    return found


def _extras(project: Project) -> Iterator[Offer]:
    document = project.document
    for name in document.table("project", "optional-dependencies"):
        words = document.strings("project", "optional-dependencies", name)
        yield _offer(project, "extra", name, words, [name])
    optional = document.table("tool", "poetry", "extras")
    for name in optional:
        yield _offer(project, "extra", name, document.strings("tool", "poetry", "extras", name), [name])
    of = project.place.name(project.folder / "setup.cfg")
    for name, text in project.setup.get("options.extras_require", {}).items():
        yield offer(f"extra {name} of {of}", name, lines(text), project.place, (name,))


def _uv(project: Project) -> Iterator[Offer]:
    words = project.document.strings("tool", "uv", "dev-dependencies")
    if words:
        yield offer(f"tool.uv.dev-dependencies of {project.document.name}", "dev", words, project.place)


def _poetry(project: Project) -> Iterator[Offer]:
    document = project.document
    for name in document.table("tool", "poetry", "group"):
        words = requirements(document, "tool", "poetry", "group", name, "dependencies")
        yield _offer(project, "Poetry group", name, words)
    words = requirements(document, "tool", "poetry", "dev-dependencies")
    if words:
        yield offer(f"tool.poetry.dev-dependencies of {document.name}", "dev", words, project.place)


def _pdm(project: Project) -> Iterator[Offer]:
    keys = ("tool", "pdm", "dev-dependencies")
    for name in project.document.table(*keys):
        yield _offer(project, "PDM group", name, project.document.strings(*keys, name))


def _hatch(project: Project) -> Iterator[Offer]:
    """Yield Hatch's environments, with what each takes over from its template."""
    place = project.place
    own = toml(project.folder / "hatch.toml", place.name(project.folder / "hatch.toml"))
    for document, keys in ((project.document, ("tool", "hatch", "envs")), (own, ("envs",))):
        for name in document.table(*keys):
            template = document.text(*keys, name, "template") or "default"
            inherited = document.table(*keys, template) if template in document.table(*keys) else {}
            env = Document(document.name, inherited | document.table(*keys, name))
            texts = [*env.strings("dependencies"), *env.strings("extra-dependencies")]
            texts = [text.replace("{root:uri}", project.folder.as_uri()) for text in texts]
            texts = [text.replace("{root}", str(project.folder)) for text in texts]
            yield offer(f"Hatch environment {name} of {document.name}", name, texts, place, env.strings("features"))
