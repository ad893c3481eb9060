from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment import needed
from paceline.race.environment.choice import choose, more, words
from paceline.race.environment.imports import needs
from paceline.race.environment.requirements import Local

if TYPE_CHECKING:
    from paceline.race.environment.choice import Choice

    from .conftest import Tree


def chosen(tree: Tree, *arguments: str, within: str = ".") -> Choice:
    place = tree.place.at(tree.root / within)
    return choose(place, needs(place, arguments))


def labels(choice: Choice) -> list[str]:
    return [taken.offer.label for taken in choice.taken]


@pytest.mark.parametrize(
    ("groups", "taken"),
    [
        ('bench = ["pyperf"]\ntest = ["pytest-benchmark"]', "group test of pyproject.toml"),
        ('bench = ["pyperf"]\ntest = ["pytest-codspeed"]', "group test of pyproject.toml"),
        ('dev = ["pytest-benchmark"]\nperf = ["pytest-benchmark"]', "group perf of pyproject.toml"),
        ('test = ["six"]\nBenchmarking = ["idna"]\ndocs = ["sphinx"]', "group Benchmarking of pyproject.toml"),
        ('dev = ["pytest-benchmark"]\npytest = ["pytest-benchmark"]', "group pytest of pyproject.toml"),
        ('docs = ["sphinx"]\nunit-tests = ["six"]', "group unit-tests of pyproject.toml"),
    ],
)
def test_the_set_for_benchmarks_is_taken(tree: Tree, groups: str, taken: str):
    """One that names the plugin before one that is only called so; then by what it is called."""
    tree.project("x", more=f"[dependency-groups]\n{groups}\n")
    choice = chosen(tree)
    assert labels(choice) == [taken]
    assert taken.split()[1] in str(choice).split(";")[0]
    assert "not taken: " in str(choice)


def test_sets_that_are_for_something_else_are_left(tree: Tree):
    """Where no set is for benchmarks or tests, the project alone is installed."""
    tree.project("x", more='[dependency-groups]\ndocs = ["sphinx"]\n')
    choice = chosen(tree)
    assert not choice.taken
    assert words(choice).locals == (Local(tree.root),)


def test_sets_are_joined_for_what_is_missing(tree: Tree):
    """By the name of the module, or of the distribution that is known to hold it; then the next that may."""
    tree.project("x", more='[dependency-groups]\nbench = ["idna"]\nlint = ["PyYAML"]\ntest = ["six"]\n')
    first = chosen(tree)
    assert labels(more(first, ["yaml"]))[1:] == ["group lint of pyproject.toml"]
    assert labels(more(first, ["six"]))[1:] == ["group test of pyproject.toml"]
    assert labels(more(first, ["unheard_of"]))[1:] == ["group test of pyproject.toml"]
    last = more(more(first, ["six"]), ["unheard_of"])
    assert more(last, ["unheard_of"]) == last


def test_an_extra_is_installed_with_the_project(tree: Tree):
    """Also where a group asks for it by the project's own name, and the project is not asked of an index."""
    tree.project(
        "x",
        more="""
            [project.optional-dependencies]
            fast = ["six"]
            [dependency-groups]
            bench = ["X[fast]", "pytest-benchmark"]
        """,
    )
    found = words(chosen(tree))
    assert found.locals == (Local(tree.root, ("fast",)),)
    assert not [line for line in found.requirements if line.startswith("X")]


def test_the_project_is_the_nearest_to_the_benchmarks(tree: Tree):
    """Of where the gate was started, or of the files that are named."""
    tree.write(pyproject_toml="[tool.ruff]\n").project(
        "lexer", "packages/lexer", '[dependency-groups]\nbench = ["six"]\n'
    )
    (tree.root / "packages/lexer/bench").mkdir()
    for choice in (chosen(tree, "packages/lexer/bench"), chosen(tree, "bench", within="packages/lexer")):
        assert labels(choice) == ["group bench of packages/lexer/pyproject.toml"]
        assert words(choice).locals == (Local(tree.root / "packages/lexer"),)


def test_members_of_the_repository_come_from_the_checkout(tree: Tree):
    """Those that the project requires, those that these require, and those of its groups: never from an index."""
    tree.project("core", "packages/core").project("text", "libs/text")
    tree.project("requests", "tests/samples/requests")
    (tree.root / "packages/core/pyproject.toml").write_text('[project]\nname = "core"\ndependencies = ["text>=1"]\n')
    tree.project("lexer", "packages/lexer").write(
        packages__lexer__pyproject_toml="""
            [project]
            name = "lexer"
            dependencies = ["core", "requests"]
            [build-system]
            requires = []
            [tool.uv.sources]
            core = {workspace = true}
        """
    )
    found = words(chosen(tree, within="packages/lexer"))
    folders = {local.folder.relative_to(tree.root).as_posix() for local in found.locals}
    assert folders == {"packages/lexer", "packages/core", "libs/text"}
    assert "--no-sources" in found.options  # uv would link to the workspace's folders


def test_a_groups_requirements_come_from_where_uv_has_them_from(tree: Tree):
    """By git or an address: uv itself reads its sources for a project's own requirements only."""
    tree.project(
        "x",
        more="""
            [dependency-groups]
            bench = [
                "pytest-benchmark", "wheeled", "private", "forked[fast]>=2 ; python_version > '3.8'",
                "far @ https://far/x.whl", "either", "scoped", "other",
            ]
            [tool.uv.sources]
            forked = {git = "https://code/forked", tag = "v2", subdirectory = "py"}
            wheeled = {url = "https://code/wheeled.whl"}
            private = {index = "ours"}
            either = [{git = "https://code/a", marker = "python_version < '3'"}, {url = "https://code/b.zip"}]
            scoped = {git = "https://code/scoped", group = "Bench"}
            other = {git = "https://code/other", group = "docs"}
            far = {url = "https://near/x.whl"}
            [[tool.uv.index]]
            name = "ours"
            url = "https://packages"
            explicit = true
        """,
    )
    found = words(chosen(tree))
    assert found.options == ("--index=ours=https://packages",)
    assert set(found.requirements) >= {
        'forked[fast] @ git+https://code/forked@v2#subdirectory=py ; (python_version > "3.8")',
        "wheeled @ https://code/wheeled.whl",
        "private",
        "far @ https://far/x.whl",
        "either @ git+https://code/a ; (python_version < '3')",
        "either @ https://code/b.zip",
        "scoped @ git+https://code/scoped",
        "other",
    }


def test_what_a_project_requires_comes_from_where_uv_has_it_from(tree: Tree):
    """Its own requirements, and those of the folders that it names, in the checkout or beside the repository."""
    (beside := tree.root.with_name("beside")).mkdir()
    (beside / "pyproject.toml").write_text(
        '[project]\nname = "beside"\ndependencies = ["far", "near"]\n[build-system]\nrequires = []\n'
        '[tool.uv.sources]\nfar = {url = "https://far/far.whl"}\n'
    )
    sources = "[tool.uv.sources]\nnamesake = {path = '../beside'}\nforked = {git = 'https://code/forked'}\n"
    tree.project("x", more=sources)
    text = (
        (tree.root / "pyproject.toml").read_text().replace('version = "1"', 'dependencies = ["namesake>1", "forked"]')
    )
    (tree.root / "pyproject.toml").write_text(text)
    found = words(chosen(tree))
    assert found.locals == (Local(tree.root), Local(beside))
    assert set(found.requirements) == {"forked @ git+https://code/forked", "far @ https://far/far.whl", *needed.lines()}


def test_a_member_of_a_workspace_may_lie_anywhere(tree: Tree):
    """Among the samples or the tests, too, where no other project's requirement would be looked for."""
    tree.project("helper", "tests/samples/helper")
    workspace = (
        '[tool.uv.workspace]\nmembers = ["tests/samples/*", "/"]\n[tool.uv.sources]\nhelper = {workspace = true}\n'
    )
    tree.project("x", more=f'[dependency-groups]\nbench = ["helper"]\n{workspace}')
    assert Local(tree.root / "tests/samples/helper") in words(chosen(tree)).locals


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{path = '../nowhere'}", "../nowhere does not exist"),
        ("{workspace = true}", "the source of namesake does not exist"),
        ("{index = 'ours'}", "there is no index 'ours'"),
        ("[1]", "tool.uv.sources is not a table of tables"),
    ],
)
def test_a_source_that_is_not_there_is_no_reason_to_look_elsewhere(tree: Tree, source: str, said: str):
    """A stranger's project of that name is never installed."""
    tree.project("x", more=f'[dependency-groups]\nbench = ["namesake"]\n[tool.uv.sources]\nnamesake = {source}\n')
    with pytest.raises(PacelineError, match=re.escape(said)):
        words(chosen(tree))


BUILT = '[project]\nname = "x"\n[build-system]\nrequires = ["helper"]\n[tool.uv.sources]\nhelper = {}\n'


def test_what_a_project_is_built_with_comes_from_where_uv_has_it_from(tree: Tree):
    """It reads that by itself, unless it has to read none of them: it would link to folders."""
    tree.write(pyproject_toml=BUILT.format("{git = 'https://code/helper'}"))
    assert words(chosen(tree)).options == ()


def test_what_a_project_is_built_with_is_refused_where_uv_would_link(tree: Tree):
    """It would come from an index, without a word."""
    tree.write(pyproject_toml=BUILT.format("{path = '../helper'}"))
    with pytest.raises(PacelineError, match=r"the build of x needs helper from tool\.uv\.sources"):
        words(chosen(tree))


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "shop"\ndependencies = ["six"]\n[tool.uv]\npackage = false\n',
        '[project]\nname = "shop"\ndependencies = ["six"]\n[tool.uv]\ndev-dependencies = []\n',
        '[tool.poetry]\nname = "shop"\npackage-mode = false\n[tool.poetry.dependencies]\npython = "^3.10"\nsix = "*"\n',
    ],
)
def test_an_application_is_not_built(tree: Tree, text: str):
    """Its requirements are installed, and its code stays in the checkout."""
    tree.write(pyproject_toml=text)
    found = words(chosen(tree))
    assert not found.locals
    assert "six" in found.requirements


def test_a_folder_that_is_no_project_has_its_list_of_requirements(tree: Tree):
    """A plain requirements.txt is taken whatever else is, and a project in a list is installed from the checkout."""
    tree.project("core", "core").write(requirements_txt="six\n", requirements_dev_txt="-e ./core\npytest-benchmark\n")
    choice = chosen(tree)
    assert set(labels(choice)) == {"requirements.txt", "requirements_dev.txt"}
    assert words(choice).locals == (Local(tree.root / "core"),)


def test_a_set_is_taken_once(tree: Tree):
    """A requirements file that is the general one, and names pytest-benchmark too, is named once."""
    assert labels(chosen(tree.write(requirements_txt="six\npytest-benchmark\n"))) == ["requirements.txt"]
