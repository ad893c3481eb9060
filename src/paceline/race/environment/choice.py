"""Which of a project's sets of requirements its benchmarks need, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from ...errors import PacelineError
from . import elsewhere, needed, offered_sets, project
from .project import Kind, Project
from .requirements import NOTHING, Local, Words, parse, requirement
from .sources import resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .imports import Needs
    from .offered_sets import Offer
    from .request import Place

_PLUGINS = {"pytest-benchmark", "pytest-codspeed"}
"""A set that names one of these is for benchmarks, whatever it is called."""

_PURPOSES = ("bench", "codspeed", "perf", "test", "dev")
"""Names of sets that hold what benchmarks need, the likeliest first."""

_DISTRIBUTIONS = {
    "attr": "attrs", "bs4": "beautifulsoup4", "cv2": "opencv-python", "dateutil": "python-dateutil",
    "dotenv": "python-dotenv", "git": "gitpython", "google": "protobuf", "jose": "python-jose", "jwt": "pyjwt",
    "magic": "python-magic", "mpl_toolkits": "matplotlib", "msgpack": "msgpack", "OpenSSL": "pyopenssl",
    "PIL": "pillow", "psycopg2": "psycopg2-binary", "pytest_cov": "pytest-cov", "serial": "pyserial",
    "skimage": "scikit-image", "sklearn": "scikit-learn", "slugify": "python-slugify", "xdist": "pytest-xdist",
    "yaml": "pyyaml", "zmq": "pyzmq",
}  # fmt: skip
"""Distributions whose modules are called otherwise."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A set that is installed, and the reason."""

    offer: Offer
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What is installed for the benchmarks of one checkout."""

    place: Place
    project: Project | None
    offers: tuple[Offer, ...] = ()
    """All sets that there are, the best first."""
    taken: tuple[Taken, ...] = ()
    base: Words = NOTHING
    """What is installed whatever is taken."""
    dropped: frozenset[str] = frozenset()
    """Distributions that cannot be built, and that no benchmark was seen to import."""

    @property
    def left(self) -> tuple[Offer, ...]:
        """The sets that are not installed."""
        return tuple(offer for offer in self.offers if offer not in [taken.offer for taken in self.taken])

    @property
    def pins(self) -> tuple[tuple[str, str], ...]:
        """The requirements that exclude what a race takes, each with its set: they are left out."""
        return tuple(pin for pin in self._lines() if needed.excludes(pin[1]))

    def without(self, names: Iterable[str], modules: Iterable[str]) -> Choice:
        """Return the choice without these distributions, but for those that the sets do not name or modules need."""
        wanted = {provider for module in modules for provider in providers(module)} | needed.NEEDED.keys()
        spare = {name for _, line in self._lines() if (name := _name(line))} - wanted
        return replace(self, dropped=self.dropped | (spare & set(names)))

    def leaves_out(self, line: str) -> bool:
        """Say whether a requirement of a set is not installed."""
        return needed.excludes(line) or _name(line) in self.dropped

    def altered(self) -> set[str]:
        """Return the labels of the sets of which not all is installed."""
        return {label for label, line in self._lines() if self.leaves_out(line)}

    def _lines(self) -> Iterator[tuple[str, str]]:
        yield from ((taken.offer.label, line) for taken in self.taken for line in taken.offer.words.requirements)

    def taking(self, offer: Offer, why: str) -> Choice:
        """Return the choice with one more set, unless it has that; raise what is wrong with that set."""
        if offer.problem:
            raise offer.problem
        if offer not in self.left:
            return self
        return replace(self, taken=(*self.taken, Taken(offer, why)))

    def as_application(self) -> Choice:
        """Return the choice for a project that turned out to be no package."""
        return self if self.project is None else replace(self, project=replace(self.project, kind=Kind.APPLICATION))

    def __str__(self) -> str:
        """Say what is installed, and why."""
        names = [""]
        if self.project:
            installed = self.project.kind is not Kind.APPLICATION
            folder = self.place.name(self.project.folder)
            name = self.project.name or (folder if folder != "." else "the project")
            requires = f"what {name} requires (it is no package)" if self.project.dependencies else ""
            names = [name if installed else requires]
        names += [f"{taken.offer.label} ({taken.why})" for taken in self.taken]
        others = [offer.label for offer in self.left]
        listed = ", ".join(others[:_SHOWN]) + (f" and {len(others) - _SHOWN} more" if others[_SHOWN:] else "")
        said = " with ".join(filter(None, [names[0], ", ".join(names[1:])]))
        return (said or "nothing but pytest-benchmark") + (f"; not taken: {listed}" if others else "")


_SHOWN = 5


def asked(place: Place, words: Sequence[str]) -> Choice:
    """Return what the user asked for, and what a race takes where that does not name it."""
    base = parse(words, place)
    for line in base.requirements:
        if needed.excludes(line):
            problem = f"{line} does not fit: a race needs {' and '.join(needed.lines())}"
            raise PacelineError(problem, place="--install", cure="name versions within these limits")
    own = tuple(line for line in needed.lines() if _name(line) not in base.names)
    return Choice(place, None, base=base + Words(requirements=own))


def choose(place: Place, needs: Needs) -> Choice:
    """Return the first choice for a checkout: its project, and the set that is most like one for benchmarks."""
    found = next(
        filter(None, (project.nearest(place.at(folder)) for folder in (*needs.benchmarks, place.folder))), None
    )
    seen = found.place if found else place
    ranked = sorted(_offers(seen, found, needs), key=_rank)
    base = Words(requirements=needed.lines())
    choice = Choice(seen, found, tuple(ranked), base=base)
    if found is None or not (found.dependencies or found.kind is not Kind.APPLICATION):
        plain = next((offer for offer in ranked if not offer.purpose), None)
        choice = choice.taking(plain, "it is the general requirements file") if plain else choice
    best = ranked[0] if ranked else None
    if best and _named(best):
        return choice.taking(best, f"it names {min(_named(best))}")
    if best and _purpose(best) < len(_PURPOSES):
        return choice.taking(best, f"it is called {best.purpose}")
    return choice


def more(choice: Choice, missing: Iterable[str]) -> Choice:
    """Return the choice with sets that name what provides missing modules; else with the next that may, if any."""
    found = naming(choice, missing)
    if found == choice:
        purposeful = [offer for offer in choice.left if _purpose(offer) < len(_PURPOSES) and not offer.problem]
        return choice.taking(purposeful[0], f"perhaps for {', '.join(missing)}") if purposeful else choice
    return found


def naming(choice: Choice, missing: Iterable[str]) -> Choice:
    """Return the choice with sets that name what provides missing modules."""
    for module in missing:
        offers = (offer for offer in choice.left if offer.words.names & providers(module) and not offer.problem)
        if offer := next(offers, None):
            choice = choice.taking(offer, f"for {module}")
    return choice


def distribution(module: str) -> str:
    """Return the distribution that a module most likely comes from."""
    return _DISTRIBUTIONS.get(module, module)


def providers(module: str) -> set[str]:
    """Return the distributions that a module may come from."""
    names = {module, distribution(module), f"python-{module}", f"{module}-python", f"py{module}"}
    return {str(canonicalize_name(name)) for name in names}


def _offers(place: Place, found: Project | None, needs: Needs) -> Iterator[Offer]:
    for folder in (place.folder, *place.folder.parents):
        if not folder.is_relative_to(place.root):
            return
        at = place.at(folder)
        own = found if folder == place.folder else project.read(at)
        if own:
            outer = own is not found
            for offer in (*offered_sets.of_project(own), *elsewhere.of_setup(at)):
                yield replace(offer, extras=()) if outer else offer
        beside = needs.benchmarks if folder == place.folder else ()
        yield from elsewhere.of_files(at, [folder], beside)
        yield from elsewhere.of_tox(at)
        yield from elsewhere.of_nox(at)


def _named(offer: Offer) -> set[str]:
    return set(offer.words.names & _PLUGINS)


def _purpose(offer: Offer) -> int:
    parts = [part.removeprefix("py") for part in re.split(r"[^a-z]+", offer.purpose.lower())]
    at = (number for number, purpose in enumerate(_PURPOSES) if any(part.startswith(purpose) for part in parts))
    return next(at, len(_PURPOSES))


def _rank(offer: Offer) -> tuple[bool, int]:
    return not _named(offer), _purpose(offer)


def words(choice: Choice) -> Words:
    """Return all that is to be installed, with every project of the repository from its own checkout."""
    total = choice.base
    for taken in choice.taken:
        total += taken.offer.words
    altered = choice.altered()  # such an extra is installed by its words alone
    own = choice.project
    extras = [extra for taken in choice.taken if taken.offer.label not in altered for extra in taken.offer.extras]
    extras += [extra for local in total.locals if own and local.folder == own.folder for extra in local.extras]
    names = [named for line in total.requirements if (named := requirement(line))]
    extras += [extra for named in names if own and named.name == own.name for extra in named.extras]
    kept = [line for line in total.requirements if not choice.leaves_out(line)]
    kept = [line for line in kept if not (own and own.name and _name(line) == own.name)]
    others = [local for local in total.locals if not (own and local.folder == own.folder)]
    constraints = tuple(line for line in total.constraints if not needed.excludes(line))
    total = replace(total, requirements=tuple(kept), locals=tuple(others), constraints=constraints)
    if own and own.kind is Kind.APPLICATION:
        total += parse(own.dependencies, own.place) + _of_extras(choice, extras)
    elif own:
        total += Words(locals=(Local(own.folder, tuple(dict.fromkeys(extras))),))
    scopes = {str(canonicalize_name(name)) for taken in choice.taken for name in (taken.offer.purpose, *extras)}
    return resolved(total, choice.place, own, scopes)


def _of_extras(choice: Choice, extras: Sequence[str]) -> Words:
    total = Words()
    for offer in choice.offers:
        total += offer.words if offer.extras and set(offer.extras) <= set(extras) else Words()
    return total


def _name(line: str) -> str | None:
    named = requirement(line)
    return named.name if named else None
