"""Races whose checkouts stand for copies: what the sides import is what was laid out for them, or nothing is raced."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import sysconfig
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.entry import Wanted
from paceline.race.running import run_race
from paceline.results.records import Copied, Module

from .conftest import Nobody

if TYPE_CHECKING:
    from paceline.results.records import Race

    from .conftest import Track

pytestmark = pytest.mark.slow

TEST = """
    import project
    def test_it(benchmark): benchmark(project.work)
"""
WORK = "def work(): pass\n"


def needed(found: dict[str, None], name: str) -> dict[str, None]:
    """Add a distribution and what it requires, as far as that is installed here."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        words = metadata.requires(name) or ()
        found[name] = None
        for other in {re.split(r"[^\w.-]", word)[0] for word in words if "extra ==" not in word} - found.keys():
            needed(found, other)
    return found


def environment(folder: Path) -> Path:
    """Make an environment with what a race needs, linked from here; return its site-packages."""
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(f"home = {Path(sys.base_prefix) / 'bin'}\n")
    (folder / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    place = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    place.mkdir(parents=True, exist_ok=True)
    files = {file.parts[0] for name in needed({}, "pytest-benchmark") for file in metadata.files(name) or ()}
    for file in files - {"..", "__pycache__"}:
        (place / file).symlink_to(Path(sysconfig.get_path("purelib"), file))
    return place


@dataclass
class Stand:
    """Two checkouts of one user's folder, each with an environment of its own."""

    track: Track
    user: Path
    sites: tuple[Path, Path]
    """Where their packages are installed."""

    def lay_out(self, files: dict[str, str]) -> None:
        """Write files to both checkouts, and where the user has them."""
        for folder in (self.user, *self.checkouts):
            write(folder, files)

    @property
    def checkouts(self) -> tuple[Path, Path]:
        return self.track.root / "a", self.track.root / "b"

    def race(self, *args: str, built: bool = True) -> Race:
        config = self.track.config("a", "b", args=args)
        sides = [
            Wanted(name, self.python(name), folder, copied=Copied(str(folder), (str(self.user),)), built=built)
            for name, folder in zip("ab", self.checkouts, strict=True)
        ]
        return run_race(replace(config, sides=tuple(sides)), Nobody())[0]

    def python(self, name: str) -> str:
        return str(self.track.root / f"env-{name}" / "bin" / "python")


@pytest.fixture
def stand(track: Track) -> Stand:
    one, other = (environment(track.root / f"env-{name}") for name in "ab")
    made = Stand(track, track.root / "user", (one, other))
    for folder in (made.user, *made.checkouts):
        folder.mkdir()
    return made


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))


def install(place: Path, files: dict[str, str], *, name: str = "project", version: str = "1", url: str = "") -> None:
    """Do what an installer does."""
    write(place, files)
    info = f"{name}-{version}.dist-info"
    record = "".join(f"{file},,\n" for file in files)
    write(place, {f"{info}/METADATA": f"Name: {name}\nVersion: {version}\n", f"{info}/RECORD": record})
    if url:
        write(place, {f"{info}/direct_url.json": url})


LOCAL = json.dumps({"url": "file:///gone", "dir_info": {}})
COMPILED = f"__file__ = __file__.replace('.py', {sysconfig.get_config_var('EXT_SUFFIX')!r})\n{WORK}"
"""Stands for an extension module."""
BUILT = {"project/__init__.py": "from project.speed import work\n", "project/speed.py": COMPILED}
SOURCE = {"project/__init__.py": WORK}


def places(race: Race, module: str) -> list[str]:
    return [side.modules[module].place for side in race.sides]


def test_pythonpath_into_the_repository_means_each_sides_own(stand: Stand, monkeypatch: pytest.MonkeyPatch):
    """A shell that names the working tree's sources does not make both sides import them."""
    stand.lay_out({"src/project.py": WORK, "tests/test_it.py": TEST})
    monkeypatch.setenv("PYTHONPATH", str(stand.user / "src"))
    assert places(stand.race(), "project") == ["checkout", "checkout"]


def test_absolute_arguments_mean_each_sides_own(stand: Stand):
    """So do the settings' file and the root: the root's conftest.py is not the user's."""
    files = {"pytest.ini": "[pytest]", "conftest.py": "", "project.py": WORK, "tests/test_it.py": TEST}
    stand.lay_out(files)
    race = stand.race(f"{stand.user}/tests", "-c", f"{stand.user}/pytest.ini", f"--rootdir={stand.user}")
    assert places(race, "project") == places(race, "conftest") == ["checkout", "checkout"]
    assert [case.id for case in race.cases] == ["tests/test_it.py::test_it"]


def test_settings_that_name_the_users_folder_are_refused(stand: Stand):
    """They are the same file in each checkout; what it says of the cure names that file, and nothing is left."""
    stand.lay_out(
        {"pytest.ini": f"[pytest]\npythonpath = {stand.user}/src", "src/project.py": WORK, "test_it.py": TEST}
    )
    with pytest.raises(PacelineError, match=r"side [ab]: imports project from .*/user/src.*pytest\.ini names"):
        stand.race()
    assert not (stand.track.root / "out").exists()


def test_what_a_test_imports_late_is_seen_too(stand: Stand):
    """A heat that has measured the user's own files is not kept."""
    late = f"""
        def test_it(benchmark):
            import sys
            sys.path.insert(0, {str(stand.user / "src")!r})
            import project
            benchmark(project.work)
    """
    stand.lay_out({"src/project.py": WORK, "test_it.py": late})
    with pytest.raises(PacelineError, match="not from its own copy"):
        stand.race()
    assert not (stand.track.root / "out").exists()


def test_one_sides_files_are_not_raced_as_the_others(stand: Stand):
    """An environment that was built of one checkout, in place, is none of the other's."""
    stand.lay_out({"src/project.py": WORK, "test_it.py": TEST})
    for place in stand.sites:
        url = json.dumps({"url": "file:///gone", "dir_info": {"editable": True}})
        install(place, {"project.pth": str(stand.checkouts[0] / "src")}, url=url)
    with pytest.raises(PacelineError, match=r"side b: .* the other side's checkout; .* editable install of project"):
        stand.race()


def test_what_was_built_goes_before_its_source(stand: Stand):
    """In a flat layout, with a conftest.py at the root, and with tests that are only in the checkout."""
    files = {"conftest.py": "", **SOURCE, "project/tests/__init__.py": "", "project/tests/test_it.py": TEST}
    stand.lay_out(files)
    for place in stand.sites:
        install(place, BUILT, url=LOCAL)
    race = stand.race("project/tests")
    assert {side.modules["project"] for side in race.sides} == {Module("environment", ("project.speed",))}
    assert [case.id for case in race.cases] == ["project/tests/test_it.py::test_it"]
    assert race.notes == ()


def test_installed_tests_stay_the_checkouts(stand: Stand):
    """A wheel with tests in it does not hide the files that pytest collects, with the data beside them."""
    test = {"project/tests/__init__.py": "", "project/tests/test_it.py": TEST, "tests/__init__.py": ""}
    stand.lay_out({**SOURCE, **test, "tests/test_top.py": TEST})
    for place in stand.sites:
        install(place, {**BUILT, **test, "tests/test_top.py": TEST}, url=LOCAL)
    race = stand.race()
    assert places(race, "project") == ["environment", "environment"]
    assert places(race, "tests") == ["checkout", "checkout"]
    assert len(race.cases) == 2
    assert not [problem for heat in race.heats for problem in heat.problems]


def test_a_namespaces_own_part_is_the_built_one(stand: Stand):
    """The namespace is shared; the project's package in it is imported from where it was built."""
    test = TEST.replace("import project", "import space.project as project")
    stand.lay_out({"space/project/__init__.py": WORK, "conftest.py": "", "tests/test_it.py": test})
    for place in stand.sites:
        install(
            place,
            {f"space/{name}": text.replace("project", "space.project") for name, text in BUILT.items()},
            url=LOCAL,
        )
    assert places(stand.race(), "space.project") == ["environment", "environment"]


def test_spawned_workers_import_what_was_built(stand: Stand):
    """A worker process starts anew, with the checkout first on its path."""
    test = """
        import multiprocessing, project
        def test_it(benchmark):
            benchmark.pedantic(project.work)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                assert "env-" in pool.apply(project.where)
    """
    where = "\ndef where(): return __file__\n"
    stand.lay_out({"project.py": WORK + where, "test_it.py": test})
    for place in stand.sites:
        install(place, {"project.py": WORK + where}, url=LOCAL)
    assert not [problem for heat in stand.race().heats for problem in heat.problems]


def test_an_application_is_imported_from_the_checkout(stand: Stand):
    """What is not installed is importable as with `python -m pytest`, whatever the caller's shell asks for."""
    stand.lay_out({"project.py": WORK, "tests/test_it.py": TEST})
    assert places(stand.race(), "project") == ["checkout", "checkout"]


def test_sides_that_import_from_different_places_are_not_compared(stand: Stand):
    """One is built and the other is not: what differs is more than the change."""
    stand.lay_out({**SOURCE, "test_it.py": TEST})
    install(stand.sites[0], BUILT, url=LOCAL)
    with pytest.raises(PacelineError, match="project is imported from the environment on a and from the checkout on b"):
        stand.race()


def test_a_release_is_not_taken_for_the_checkout(stand: Stand):
    """The same release on both sides would be unchanged whatever the change does."""
    stand.lay_out({"src/project/__init__.py": WORK, "test_it.py": TEST})
    for place in stand.sites:
        install(place, BUILT)
    with pytest.raises(PacelineError, match="imports project from an installed release, not from src/project"):
        stand.race()


def test_how_the_sides_differ_beside_is_noted(stand: Stand):
    """Other versions, a module that is compiled on one side only, and another project's release."""
    test = TEST.replace("import project", "import project, member")
    stand.lay_out({**SOURCE, "test_it.py": test, "packages/member/src/member/__init__.py": ""})
    for number, place in enumerate(stand.sites):
        install(place, BUILT if number else SOURCE, url=LOCAL)
        install(place, {"member/__init__.py": ""}, name="member", version=f"1.{number}")
    notes = stand.race().notes
    assert notes[0] == "a and b have different versions of member (1.0, 1.1)"
    assert notes[1] == "project.speed is compiled on b only: is the other side's build complete?"
    assert notes[2].startswith("member is imported from an installed release, not from packages/member/src/member")


def test_a_benchmark_that_differs_is_noted(stand: Stand):
    """What it times may be another work than before, whatever the project does."""
    stand.lay_out({"project.py": WORK, "tests/test_it.py": TEST, "tests/test_other.py": TEST})
    write(stand.checkouts[1], {"tests/test_it.py": TEST.replace("project.work", "lambda: project.work() or 2")})
    assert stand.race().notes == ("tests/test_it.py differs: what is timed may have changed, too",)


def test_a_build_that_fell_back_on_both_sides_is_noted(stand: Stand):
    """Where the project's build compiles, and nothing compiled was imported."""
    stand.lay_out({**SOURCE, "test_it.py": TEST, "setup.py": "setup(ext_modules=[])"})
    for place in stand.sites:
        install(place, SOURCE, url=LOCAL)
    assert [note for note in stand.race().notes if "no compiled module" in note and "setup.py" in note]


def test_environments_that_share_their_sources_are_noted(stand: Stand):
    """Two environments, one editable checkout: a race of what else is installed, which is said."""
    stand.lay_out({"src/project.py": WORK, "test_it.py": TEST})
    for place in stand.sites:
        (place / "project.pth").write_text(str(stand.user / "src"))
    config = stand.track.config("a", "b")
    sides = tuple(Wanted(name, stand.python(name), stand.user, built=True) for name in "ab")
    race, _ = run_race(replace(config, sides=sides), Nobody())
    assert [note for note in race.notes if "both sides import project from the same files" in note]
