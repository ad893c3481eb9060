from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment import Request, build, builders, kept, lacking, needed, record
from paceline.race.environment.requirements import Local

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Tree


pytestmark = pytest.mark.slow


def run(python: str, code: str) -> str:
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True, cwd="/")
    return done.stdout.strip()


def test_a_project_is_installed_from_its_checkout_and_kept(tree: Tree, tmp_path: Path):
    """It is there when the checkout is gone; the second build of the same files is none."""
    tree.project("core", "core").write(requirements_txt="-e ./core\n")
    said: list[str] = []
    files = tree.checkout
    python = build(sys.executable, files, Request(say=said.append), "baseline")
    tree.root.rename(tmp_path / "gone")
    assert run(python, "import core; print(core.PLACE)") == str(tree.root)
    assert "baseline: building an environment" in said[0]
    assert "requirements.txt" in said[0]
    tree.root.mkdir()
    assert build(sys.executable, files, Request(say=said.append), "baseline") == python
    assert "reusing" in said[-1]


def test_a_requirement_that_is_asked_for_is_installed_from_each_side(tree: Tree):
    """`--install` means each side's own folder, and what a race takes is added where it is not named."""
    tree.project("core", "core")
    python = build(sys.executable, tree.checkout, Request(install=("-e", f"{tree.root.with_name('original')}/core"),
                                                          origins=(tree.root.with_name("original"),)))  # fmt: skip
    found = record(python)
    assert found
    assert set(found.versions) == {"pytest", "pytest-benchmark"}
    assert found.installed["core"] == ""  # by no version of its own, but by its folder


def test_sets_are_joined_until_the_benchmarks_can_be_imported(tree: Tree):
    """And what could not be found is said."""
    tree.release("six").project("x", more='[dependency-groups]\nbench = ["pytest-benchmark"]\nlint = ["six"]\n')
    tree.write(benchmarks__test_it_py="import six, x, nowhere\nfrom helper import a\ndef test_it(benchmark): pass\n")
    tree.write(benchmarks__helper_py="a = 1\n", six__data_txt="a folder of the same name is no module\n")
    said: list[str] = []
    found = record(build(sys.executable, tree.checkout, Request(arguments=("benchmarks",), say=said.append)))
    assert found
    assert found.installed["six"] == "1"
    assert found.missing == ("nowhere",)
    assert "group lint of pyproject.toml (for six)" in found.holds
    assert "nowhere cannot be imported in its environment" in said[-1]


def test_what_benchmarks_import_as_they_run_is_taken_from_sets_that_name_it(tree: Tree):
    """What none names is said, and `--with` adds it."""
    tree.release("six").release("idna").project("x", more='[dependency-groups]\nlint = ["six"]\n')
    tree.write(benchmarks__test_it_py="def test_it(benchmark):\n    import six, idna\n    import x\n")
    said: list[str] = []
    asked = Request(arguments=("benchmarks",), say=said.append)
    found = record(build(sys.executable, tree.checkout, asked))
    assert found
    assert "six" in found.installed
    assert said[-1].endswith("idna cannot be imported in its environment; --with 'idna' may help")
    found = record(build(sys.executable, tree.checkout, replace(asked, further=("idna",))))
    assert found
    assert found.missing == ()


def test_what_cannot_be_built_is_left_out_where_no_benchmark_imports_it(tree: Tree):
    """A set may hold more than benchmarks need; what they import still has to be there."""
    more = '[dependency-groups]\nbench = ["pytest-benchmark", "broken", "six"]\n'
    tree.broken("broken").release("six").project("x", more=more)
    said: list[str] = []
    tree.write(benchmarks__test_it_py="import six\ndef test_it(benchmark): pass\n")
    found = record(build(sys.executable, tree.checkout, Request(arguments=("benchmarks",), say=said.append)))
    assert found
    assert "six" in found.installed
    assert "broken cannot be built, and is left out: " in said[1]
    assert "(OSError: no such library)" in said[1]
    tree.write(benchmarks__test_it_py="import six, broken\ndef test_it(benchmark): pass\n")
    with pytest.raises(PacelineError, match="no such library"):
        build(sys.executable, tree.checkout, Request(arguments=("benchmarks",)))


def test_both_sides_get_the_same_versions(tree: Tree):
    """A release between two gates changes neither a kept side nor the one that is compared with it."""
    tree.release("six", "1").project("x", more='[dependency-groups]\nbench = ["six"]\n')
    files = tree.checkout
    baseline = build(sys.executable, files)
    tree.release("six", "2").write(README_md="neutral\n")
    changed = tree.checkout
    candidate = build(sys.executable, changed, None, "candidate", build(sys.executable, files))
    found = record(candidate)
    assert found
    assert found.versions["six"] == "1"
    assert candidate != baseline
    assert len(candidate) == len(baseline)  # a path is part of a process's memory layout
    assert build(sys.executable, changed, None, "candidate", baseline) == candidate
    assert build(sys.executable, files, None, "candidate", baseline) == baseline


def test_a_setup_script_is_built_with_what_it_imports(tree: Tree):
    """A project that names no build requirements gets them while it is built; what it holds stays as it was."""
    tree.release("cython").project("x")
    text = (tree.root / "pyproject.toml").read_text().partition("[build-system]")[0]
    tree.write(setup_py="try:\n    from Cython.Build import cythonize\nexcept ImportError:\n    pass\n")
    (tree.root / "pyproject.toml").write_text(text)
    with builders.declared(builders.imported([Local(tree.root)], tree.place)):
        declared = (tree.root / "pyproject.toml").read_text()
    assert 'requires = ["setuptools", "wheel", "cython"]' in declared
    assert (tree.root / "pyproject.toml").read_text() == text


def test_a_project_file_that_is_a_link_is_not_written_through(tree: Tree, tmp_path: Path):
    """It may lead out of the checkout, into a file of the user's."""
    users = tmp_path / "users.toml"
    users.write_text("[tool.x]\n")
    tree.write(setup_py="from Cython.Build import cythonize\n")
    link = tree.root / "pyproject.toml"
    link.unlink(missing_ok=True)
    link.symlink_to(users)
    with builders.declared(builders.imported([Local(tree.root)], tree.place)):
        assert "cython" in link.read_text()
        assert users.read_text() == "[tool.x]\n"
    assert link.readlink() == users
    assert users.read_text() == "[tool.x]\n"


def test_a_version_that_the_candidate_itself_excludes_is_given_up(tree: Tree):
    """Its own requirements differ, and that is no failure; the others stay alike."""
    tree.release("six", "1").release("idna", "1").project("x", more='[dependency-groups]\nbench = ["six", "idna"]\n')
    baseline = build(sys.executable, tree.checkout)
    tree.release("six", "2").release("idna", "2")
    tree.project("x", more='[dependency-groups]\nbench = ["six>=2", "idna"]\n')
    found = record(build(sys.executable, tree.checkout, None, "candidate", baseline))
    assert found
    assert (found.versions["six"], found.versions["idna"]) == ("2", "1")


def test_a_lock_file_is_honoured_where_a_race_allows_it(tree: Tree):
    """A locked pytest-benchmark that is too old binds nobody."""
    tree.release("six", "1").release("six", "2").project("x", more='[dependency-groups]\nbench = ["six"]\n')
    tree.write(
        uv_lock="""
            [[package]]
            name = "six"
            version = "1"
            [[package]]
            name = "pytest-benchmark"
            version = "4.0"
        """
    )
    found = record(build(sys.executable, tree.checkout))
    assert found
    assert (found.versions["six"], found.versions["pytest-benchmark"]) == ("1", "5.3")


def test_a_project_whose_build_finds_no_package_is_imported_from_the_checkout(tree: Tree):
    """Nothing said that it is an application, and its build did."""
    tree.release("six").project("shop", more='[dependency-groups]\nbench = ["six"]\n')
    failing = (
        "raise SystemExit(\"error: Multiple top-level packages discovered in a flat-layout: ['app', 'worker'].\")\n"
    )
    tree.write(backend_py=failing)
    found = record(build(sys.executable, tree.checkout))
    assert found
    assert "shop" not in found.installed
    assert found.versions["six"] == "1"


def test_a_pin_that_no_race_can_take_is_named(tree: Tree):
    """With the set that holds it: a race takes its own version instead. What the user asked for is refused."""
    more = '[project.optional-dependencies]\nbench = ["pytest-benchmark==3.4"]\n'
    tree.release("pytest-benchmark", "3.4").project("x", more=more)
    said: list[str] = []
    found = record(build(sys.executable, tree.checkout, Request(say=said.append)))
    assert found
    assert found.versions["pytest-benchmark"] == "5.3"
    assert "extra bench of pyproject.toml asks for pytest-benchmark==3.4" in said[1]
    with pytest.raises(PacelineError, match="--install: pytest-benchmark<4 does not fit: a race needs"):
        build(sys.executable, tree.checkout, Request(install=("pytest-benchmark<4",)))


@pytest.mark.parametrize(
    ("line", "excluded"),
    [
        ("pytest-benchmark", False),
        ("pytest_benchmark==3.4.1", True),
        ("pytest-benchmark==5.3.1", False),
        ("pytest-benchmark>=4", False),
        ("pytest-benchmark~=5.1", False),
        ("pytest<8", True),
        ("pytest==8.*", False),
        ("six==0", False),
    ],
)
def test_pins_are_compared_with_what_a_race_takes(line: str, excluded: bool):  # noqa: FBT001 (a parameter)
    """Only what allows no common version is left out."""
    assert needed.excludes(line) is excluded


def test_a_failure_leaves_nothing_and_says_why(tree: Tree):
    """A distribution that is nowhere is the resolver's sentence."""
    tree.project("x", more='[dependency-groups]\nbench = ["nowhere-to-be-found"]\n')
    with pytest.raises(PacelineError, match=r"nowhere-to-be-found.*--install"):
        build(sys.executable, tree.checkout)
    assert not [path for path in kept.cache().iterdir() if path.is_dir()]


def test_a_build_without_its_submodules_is_answered_with_the_command_that_fetches_them(tree: Tree):
    """A submodule that the user has not checked out is named."""
    tree.project("x").write(backend_py="raise OSError('no header')\n")
    (tree.root / ".gitmodules").write_text('[submodule "core"]\n\tpath = extern/core\n\turl = ../core\n')
    with pytest.raises(PacelineError, match=r"no header.*`git submodule update --init` first: extern/core is not"):
        build(sys.executable, tree.checkout)


def test_an_interpreter_that_the_project_excludes_is_answered_with_another(tree: Tree):
    """The cure for `requires-python` is `--python`."""
    tree.project("x", more="[project.optional-dependencies]\ntest = []\n")
    project = tree.root / "pyproject.toml"
    project.write_text(project.read_text().replace("[project]", '[project]\nrequires-python = ">=3.99"', 1))
    with pytest.raises(PacelineError, match=r"3\.99.*--python"):
        build(sys.executable, tree.checkout)


def test_pip_does_where_there_is_no_uv(tree: Tree, monkeypatch: pytest.MonkeyPatch):
    """The same words, the same versions."""
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    tree.release("six", "1").release("six", "2").project("x", more='[dependency-groups]\nbench = ["six"]\n')
    tree.write(uv_lock='[[package]]\nname = "six"\nversion = "1"\n')
    said: list[str] = []
    python = build(getattr(sys, "_base_executable", sys.executable), tree.checkout, Request(say=said.append))
    found = record(python)
    assert found
    assert found.versions["six"] == "1"
    assert " with pip: " in said[0]
    assert run(python, "import x; print(x.PLACE)") == str(tree.root)


def test_a_missing_module_is_named_with_what_is_installed(tree: Tree):
    """And the cure is to install it."""
    python = build(sys.executable, tree.write(requirements_txt="pytest\n").checkout)
    error = lacking("ModuleNotFoundError: No module named 'yaml.nodes'", "baseline", python)
    assert error
    for part in ("side baseline", "yaml.nodes", "requirements.txt", "pytest-benchmark", "--with"):
        assert part in str(error)
    assert lacking("ValueError: 1", "baseline", python) is None


def test_other_cases_of_the_same_files_are_run_in_the_environment_that_is_kept(tree: Tree):
    """Only the files decide what is needed, whichever of their tests are selected."""
    tree.project("x").write(bench__test_it_py="def test_it(benchmark): pass\n")
    pythons = [
        build(sys.executable, tree.checkout, Request(arguments=arguments))
        for arguments in (("bench",), ("bench", "-k", "it"), ("bench/test_it.py",))
    ]
    assert pythons[0] == pythons[1] != pythons[2]
