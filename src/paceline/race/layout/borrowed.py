"""A side's own repository: the original's objects are borrowed, its refs and settings copied.

Projects ask git for their version, and filters and line ends are the user's settings: a side must answer as the
original does. Git's worktrees would do so too, but they are written down in the user's repository.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from ... import git
from ...errors import PacelineError

_NOT_TAKEN = re.compile(
    r"(include|includeif|extensions|submodule|gc|maintenance|hook|safe|index)\."
    r"|core\.(bare|worktree|hookspath|fsmonitor|untrackedcache|sparsecheckout.*|repositoryformatversion|splitindex)$"
)
"""Settings of the original that hold for it alone; included files are in the list already."""

_LFS = b"version https://git-lfs.github.com/spec/"
"""How a file begins that only names a large one (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""

_POINTERS_ONLY = "git-lfs filter-process --skip"
"""What `git lfs install --skip-smudge` sets."""

_POINTER = 1024
"""Bytes that such a file has at most."""

_PARTS = ("objects", "shallow", "info/attributes", "info/exclude", "info/sparse-checkout")


@dataclass(frozen=True, slots=True)
class Original:
    """A repository of the user's. Nothing is ever written there."""

    tree: Path
    """Its working tree; the git folder itself where none is checked out."""
    folder: Path
    """Its git folder."""

    @classmethod
    def of(cls, tree: Path) -> Original:
        """Return the repository whose working tree begins there; raise `PacelineError` where git refuses."""
        return cls(tree, Path(os.fsdecode(git.must(tree, "rev-parse", "--absolute-git-dir")).removesuffix("\n")))

    def ask(self, *words: str) -> bytes:
        """Return what git says of it."""
        return git.must(self.tree, *self._itself(), *words)

    def says(self, *words: str) -> str | None:
        """Return what git says of it; None where it refuses."""
        return git.says(self.tree, *self._itself(), *words)

    def _itself(self) -> tuple[str, str]:
        return f"--git-dir={self.folder}", f"--work-tree={self.tree}"

    def head(self) -> str | None:
        """Return the checked-out commit; None where nothing is committed."""
        return self.says("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def revision(self) -> str:
        """Return the checked-out commit, with `+` behind it where files differ from it."""
        return (self.head() or "nothing committed") + ("+" if self.says("status", "--porcelain") != "" else "")

    def unfetched(self) -> bool:
        """Say whether the tree holds pointers where Git LFS would have put large files."""
        large = git.names(self.ask("ls-files", "-z", ":(attr:filter=lfs)"))
        return any(_points_elsewhere(self.tree / name) for name in large)

    def parts(self) -> dict[str, Path]:
        """Return where its objects, its common folder and other parts of it are."""
        words = {"common": ("--git-common-dir",), **{part: ("--git-path", part) for part in _PARTS}}
        said = {part: os.fsdecode(self.ask("rev-parse", *asked)) for part, asked in words.items()}
        return {part: self.tree / path.removesuffix("\n") for part, path in said.items()}

    def settings(self) -> list[tuple[str, str | None]]:
        """Return all settings that hold there, those of the user and of the machine included, in their order."""
        fields = self.ask("config", "--list", "--show-scope", "-z").split(b"\0")
        scopes, entries = fields[:-1:2], fields[1::2]
        said = [os.fsdecode(entry) for scope, entry in zip(scopes, entries, strict=True) if scope != b"command"]
        pairs = [entry.partition("\n") for entry in said]
        return [(key, value if equals else None) for key, equals, value in pairs]


def _points_elsewhere(path: Path) -> bool:
    try:
        if path.lstat().st_size > _POINTER or path.is_symlink():
            return False
        with path.open("rb") as file:
            return file.read(len(_LFS)) == _LFS
    except OSError:
        return False


def narrow(settings: list[tuple[str, str | None]]) -> bool:
    """Say whether a repository is sparse and lacks objects: what isn't checked out would have to be downloaded."""
    last = dict(settings)
    promised = any(key.startswith("remote.") and key.endswith(".promisor") for key in last)
    return promised and (last.get("core.sparsecheckout") or "").lower() in {"true", "yes", "on", "1"}


def begin(original: Original, folder: Path, head: str | None) -> None:
    """Make a repository there that has all that the original has, with this commit as its head and no files yet."""
    kind = os.fsdecode(original.ask("rev-parse", "--show-object-format")).strip()
    folder.mkdir(parents=True, exist_ok=True)
    git.must(folder, "init", "--quiet", "--template=", f"--object-format={kind}")
    own, parts, settings = folder / ".git", original.parts(), original.settings()
    (own / "info").mkdir(exist_ok=True)
    (own / "objects" / "info").mkdir(exist_ok=True)
    (own / "objects" / "info" / "alternates").write_bytes(b"".join(map(_line, _stores(parts))))
    refs = original.ask("for-each-ref", "--format=%(objectname) %(refname)")
    (own / "packed-refs").write_bytes(refs)
    for part in _PARTS[1:]:
        if parts[part].is_file():
            (own / part).write_bytes(parts[part].read_bytes())
    taken = _taken(settings, parts)
    if any(key.startswith("filter.lfs.") for key, _ in settings) and original.unfetched():
        taken += [("filter.lfs.smudge", "git-lfs smudge --skip -- %f"), ("filter.lfs.process", _POINTERS_ONLY)]
    with (own / "config").open("ab") as config:
        config.write(os.fsencode("".join(_written(*setting) for setting in taken)))
    if head is not None:
        (own / "HEAD").write_text(head + "\n", encoding="ascii")


def _stores(parts: dict[str, Path]) -> list[Path]:
    """Return the folders that hold objects: the original's, and those that it borrows from itself."""
    found: list[Path] = []
    ahead = [parts["objects"].resolve()]
    while ahead:
        store = ahead.pop(0)
        if store not in found:
            found.append(store)
            listed = store / "info" / "alternates"
            lines = os.fsdecode(listed.read_bytes()).splitlines() if listed.is_file() else []
            ahead += [(store / line).resolve() for line in lines if line and not line.startswith("#")]
    return found


def _line(store: Path) -> bytes:
    """Return the line of a list of object folders that names this one: in quotes where its name has a line's end."""
    name = os.fsencode(store)
    if b"\n" in name:
        quoted = name.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        name = b'"' + quoted + b'"'
    return name + b"\n"


def _taken(settings: list[tuple[str, str | None]], parts: dict[str, Path]) -> list[tuple[str, str | None]]:
    """Return the settings of a side: the original's, as far as they don't hold for that place alone."""
    taken = [(key, value) for key, value in settings if not _NOT_TAKEN.match(key)]
    last = dict(settings)
    if store := last.get("lfs.storage"):  # is relative to the git folder
        taken.append(("lfs.storage", str(parts["common"] / store)))
    if partial := last.get("extensions.partialclone"):
        taken += [("core.repositoryformatversion", "1"), ("extensions.partialClone", partial)]
    if narrow(settings):
        cone = last.get("core.sparsecheckoutcone", "false")
        taken += [("core.sparseCheckout", "true"), ("core.sparseCheckoutCone", cone)]
    return [*taken, *git.SILENT.items()]


def _written(key: str, value: str | None) -> str:
    """Return a setting as git's file holds it."""
    section, _, rest = key.partition(".")
    middle, _, name = rest.rpartition(".")
    quoted = middle.replace("\\", "\\\\").replace('"', '\\"')
    head = f'[{section} "{quoted}"]' if middle else f"[{section}]"
    if value is None:
        return f"{head}\n\t{name}\n"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'{head}\n\t{name} = "{escaped}"\n'


def refuse(original: Original, commit: str, error: PacelineError) -> PacelineError:
    """Return why a commit could not be laid out, with the cure where files are kept outside of git."""
    cure = error.cure
    if "filter" in error.problem:
        cure = "fetch what its filter needs (git lfs fetch --all), or set GIT_LFS_SKIP_SMUDGE=1"
    return PacelineError(f"{error.problem} for commit {commit[:12]}", place=original.tree, cure=cure)
