from __future__ import annotations

from typing import TYPE_CHECKING

from paceline.race.environment.imports import needs
from paceline.race.environment.locks import locked

if TYPE_CHECKING:
    from .conftest import Tree


def test_what_benchmark_files_import_is_read(tree: Tree):
    """With their conftests and helpers, and without what may fail: in `try`, in functions, for type checkers."""
    tree.write(
        benchmarks__test_it_py="""
            import os, numpy.linalg
            from helper import thing
            from mine import work
            six = pytest.importorskip("six")
            try:
                import optional
            except ImportError:
                optional = None
            def test_it(benchmark):
                import late
        """,
        benchmarks__helper_py="import yaml\n",
        benchmarks__test_other_py="import unrelated\n",
        conftest_py="import hypothesis\n",
        pytest_ini="[pytest]\npythonpath = src\naddopts = --cov=mine\n",
    )
    found = needs(tree.place, ["benchmarks", "-k", "it"])
    assert {"numpy", "mine", "yaml", "six", "hypothesis", "pytest_cov"} <= set(found.modules)
    assert not {"os", "optional", "late", "unrelated", "helper"} & set(found.modules)
    assert tree.root / "src" in found.folders
    assert tree.root / "benchmarks" in found.folders


def test_what_the_projects_own_modules_import_is_needed_too(tree: Tree):
    """A benchmark of an optional part of the project needs what that part imports, and what packages on the way do."""
    tree.write(
        bench__test_it_py="from mine.formats.fast import dump\nimport app\ndef test_it(benchmark): pass\n",
        src__mine__formats__fast_py="from ..tools import late\nimport msgspec\n",
        src__mine__formats__slow_py="import unrelated\n",
        src__mine__tools__late_py="import idna\n",
        app__hooks_py="import unrelated\n",
        app__routes_py="import yaml\n",
    )
    (tree.root / "src/mine/__init__.py").write_text("import attrs\n")
    (tree.root / "app/__init__.py").write_text("import sniffio\nfrom app import routes\n")
    found = needs(tree.place, ["bench"])
    assert set(found.modules) == {"mine", "app", "attrs", "msgspec", "idna", "sniffio", "yaml"}


def test_without_arguments_the_suites_own_folders_are_read(tree: Tree):
    """As pytest's configuration names them, and its files."""
    tree.write(
        pyproject_toml='[tool.pytest.ini_options]\ntestpaths = ["perf"]\npython_files = "bench_*.py"\n',
        perf__bench_a_py="import six\ndef test_a(benchmark): pass\n",
        perf__test_b_py="import idna\ndef test_b(benchmark): pass\n",
    )
    assert needs(tree.place, []).modules == ("six",)


def test_a_lock_file_gives_versions(tree: Tree):
    """Of everything but the repository's own projects; of forks those that differ."""
    tree.write(
        uv_lock="""
            version = 1
            [[package]]
            name = "six"
            version = "1.16"
            source = {registry = "https://example.org"}
            [[package]]
            name = "mine"
            version = "1"
            source = {editable = "."}
            [[package]]
            name = "numpy"
            version = "1"
            resolution-markers = ["python_version < '3.12'"]
            [[package]]
            name = "numpy"
            version = "2"
            resolution-markers = ["python_version >= '3.12'"]
        """
    )
    assert locked(tree.place) == {
        "six": ("six==1.16",),
        "numpy": ("numpy==1 ; (python_version < '3.12')", "numpy==2 ; (python_version >= '3.12')"),
    }


def test_a_lock_file_that_cannot_be_read_binds_nobody(tree: Tree):
    """It is its tool's business."""
    tree.write(poetry_lock="[[package]\n")
    assert locked(tree.place) == {}
