"""Build a side's environment: the first choice, and more sets until the benchmark files can be imported."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import interpreter
from ..answers import Looked
from . import builders, inside, installer, kept, locks, needed, outside
from .choice import Choice, asked, choose, distribution, more, naming, words
from .document import read
from .imports import Needs, needs, targets
from .installer import Installer, InstallError
from .kept import Record
from .request import Place, Request
from .requirements import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..checkout import Checkout

_SCHEME = 2
"""Counted up where the same files would be given another environment than before."""

_JOINED = 4
"""How often further sets are joined to provide imports that are missing."""

_NO_PACKAGE = re.compile(r"Multiple top-level (?:packages|modules) discovered|determine which files to ship")
"""Build errors that mean: this project is not a package."""


def build(
    python: str, checkout: Checkout, request: Request | None = None, role: str = "environment", like: str | None = None
) -> str:
    """Return the path of a Python that has the checkout installed; raise `PacelineError` where that fails.

    `like` is the Python of another side, whose versions of third-party distributions are taken over.
    """
    wanted = request or Request()
    name, identity = _identity(python)
    other = kept.record(like) if like else None
    start = checkout.folder / wanted.within
    place = Place(checkout.folder, start if start.is_dir() else checkout.folder, wanted.origins)
    named = [place.name(path) for path in targets(place, wanted.arguments)]  # which cases of these run, needs nothing
    above = [folder for folder in (place.folder, *place.folder.parents) if folder.is_relative_to(place.root)]
    asked_for = [_SCHEME, identity, checkout.content, wanted.install, wanted.further, named, str(wanted.within)]
    asked_for.append(outside.variables(above))
    ask = hashlib.sha256(json.dumps(asked_for).encode()).hexdigest()[:24]
    task = _Task(python, name, place, wanted, role, other.versions if other else {}, installer.find(python, wanted.say))
    found = kept.obtain(ask, other.versions if other else None, task.make)
    if found.kept:
        wanted.say(f"{role}: reusing an environment for {name}: {found.record.holds}")
    return str(found.python)


@cache
def _identity(python: str) -> tuple[str, str]:
    """Return an interpreter's short name, and all that it says of itself."""
    said: dict[str, Any] = installer.ask(python, Path(interpreter.__file__), dict[str, Any])
    return str(said.get("name")), json.dumps(said, sort_keys=True)


@dataclass(frozen=True, slots=True)
class _Task:
    """One environment that has to be built."""

    python: str
    name: str
    place: Place
    request: Request
    role: str
    versions: Mapping[str, str]
    installer: Installer

    def make(self, folder: Path, executable: Path) -> Record:
        """Fill a folder with an environment; return what is in it."""
        install, say = self.request.install, self.request.say
        asks = needs(self.place, self.request.arguments)
        choice = asked(self.place, install) if install is not None else choose(self.place, asks)
        choice = replace(choice, base=choice.base + parse(self.request.further, self.place))
        constraints = locks.locked(choice.place) | {name: (f"{name}=={v}",) for name, v in self.versions.items()}
        holds = f"--install {' '.join(install)}" if install is not None else str(choice)
        say(f"{self.role}: building an environment for {self.name} with {self.installer.name}: {holds}")
        for label, line in choice.pins:
            say(f"{self.role}: {label} asks for {line}; a race needs {' and '.join(needed.lines())}, and installs that")
        self.installer.create(folder)
        choice = self._install(executable, choice, constraints, asks)
        said = self._look(executable, asks)
        for _ in range(_JOINED if install is None else 0):
            missing = [module for module in said.missing if module in asks.modules]
            wider = more(choice, missing) if missing else naming(choice, said.missing)
            if wider == choice:
                break
            say(f"{self.role}: {', '.join(said.missing)} cannot be imported; now installing {wider}")
            try:
                choice = self._install(executable, wider, constraints, asks)
            except InstallError as error:
                say(f"{error.problem}")
                choice = replace(choice, offers=tuple(o for o in choice.offers if o not in _new(wider, choice)))
            said = self._look(executable, asks)
        if said.missing:
            further = f"--with '{' '.join(map(distribution, said.missing))}' may help"
            say(f"{self.role}: {', '.join(said.missing)} cannot be imported in its environment; {further}")
        beside = [local.folder for local in words(choice).locals if not local.folder.is_relative_to(self.place.root)]
        states = {str(folder): outside.state(folder) for folder in beside}
        return Record(str(choice) if install is None else holds, said.missing, said.installed, said.moving, states)

    def _look(self, executable: Path, asks: Needs) -> Looked:
        question = {"modules": (*asks.modules, *asks.late), "folders": [str(folder) for folder in asks.folders]}
        return installer.ask(executable, Path(inside.__file__), Looked, question)

    def _install(
        self, executable: Path, choice: Choice, constraints: Mapping[str, tuple[str, ...]], asks: Needs
    ) -> Choice:
        """Install a choice; return it as it turned out.

        What cannot be built and is not needed is left out. Versions that cannot be had together are given up.
        """
        held = {name: lines for name, lines in constraints.items() if not any(map(needed.excludes, lines))}
        building = builders.imported(words(choice).locals, self.place)
        while True:
            try:
                lines = tuple(line for of_one in held.values() for line in of_one)
                with builders.declared(building):
                    self.installer.install(executable, words(choice), lines, choice.place.folder, self.place.root)
            except InstallError as error:
                if _NO_PACKAGE.search(error.said) and choice != choice.as_application():
                    choice = choice.as_application()
                elif (lesser := choice.without(error.unbuilt, asks.modules)) != choice:
                    names = ", ".join(sorted(lesser.dropped - choice.dropped))
                    self.request.say(f"{self.role}: {names} cannot be built, and is left out: {error.problem}")
                    choice = lesser
                elif building:
                    building = {}
                elif held:
                    named = {name for name in held if _mentions(error.said, name)}
                    held = {name: lines for name, lines in held.items() if named and name not in named}
                elif absent := _absent_submodules(self.place.root):
                    cure = f"run `git submodule update --init` first: {', '.join(absent)} is not checked out"
                    raise InstallError(error.problem, error.said, cure) from error
                else:
                    raise
            else:
                return choice


def _absent_submodules(root: Path) -> list[str]:
    """Return the submodules of which a checkout has nothing, since the user has nothing of them."""
    text = read(root / ".gitmodules", ".gitmodules") or ""
    paths = re.findall(r"^\s*path\s*=\s*(.+?)\s*$", text, re.MULTILINE)
    return [path for path in paths if not (root / path).is_dir() or not any((root / path).iterdir())]


def _new(wider: Choice, choice: Choice) -> list[object]:
    return [taken.offer for taken in wider.taken if taken not in choice.taken]


def _mentions(said: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said, re.IGNORECASE) is not None
