from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment import elsewhere, offered_sets, project
from paceline.race.environment.poetry import specifier

if TYPE_CHECKING:
    from .conftest import Tree


def of_project(tree: Tree) -> dict[str, set[str]]:
    found = project.read(tree.place)
    assert found
    return {offer.label: set(offer.words.requirements) for offer in offered_sets.of_project(found)}


def all_of_it(tree: Tree) -> None:
    found = project.read(tree.place)
    assert found
    assert found.dependencies is not None
    assert isinstance(list(offered_sets.of_project(found)), list)


def test_groups_include_groups_by_any_spelling(tree: Tree):
    """`Test_Deps` is `test-deps` (PEP 735)."""
    tree.write(
        pyproject_toml="""
            [dependency-groups]
            Test_Deps = ["six"]
            bench = ["idna", {include-group = "test-deps"}]
        """
    )
    assert of_project(tree)["group bench of pyproject.toml"] == {"idna", "six"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}]',
            "include each other (a → b → a)",
        ),
        (
            '[dependency-groups]\na = [{include-group = "c"}]',
            "there is no dependency group 'c', which group 'a' includes",
        ),
        ("[dependency-groups]\na = 3", "dependency-groups.a is not a list"),
        ("[dependency-groups]\na = [3]", "dependency-groups.a is not a list of requirements"),
        ("dependency-groups = 3", "dependency-groups is not a table"),
        ('[project]\nname="x"\ndependencies = "six"', "project.dependencies is not a list"),
        ('[project]\nname="x"\noptional-dependencies = []', "project.optional-dependencies is not a table"),
        ('[project]\nname="x"\n[tool.uv]\ndev-dependencies = [1]', "tool.uv.dev-dependencies is not a list of strings"),
        ("[tool]\npoetry = 1", "tool.poetry is not a table"),
        ("[project\n", "is not TOML"),
    ],
)
def test_what_is_written_wrongly_is_one_sentence_with_file_and_key(tree: Tree, text: str, said: str):
    """Whatever has the wrong type."""
    tree.write(pyproject_toml=text)
    with pytest.raises(PacelineError) as raised:
        all_of_it(tree)
    assert str(raised.value).startswith("pyproject.toml: ")
    assert said in str(raised.value)


def test_every_tools_table_is_read(tree: Tree):
    """Extras, uv, Poetry, PDM and Hatch, with what an environment of Hatch takes over."""
    tree.write(
        pyproject_toml="""
            [project]
            name = "x"
            [project.optional-dependencies]
            fast = ["one"]
            [tool.uv]
            dev-dependencies = ["two"]
            [tool.poetry.group.bench.dependencies]
            three = "^1.2"
            four = {version = "*", extras = ["a"], python = "^3.9"}
            [tool.poetry.dev-dependencies]
            five = ">=1,<2"
            [tool.pdm.dev-dependencies]
            test = ["six"]
            [tool.hatch.envs.default]
            dependencies = ["seven"]
            [tool.hatch.envs.bench]
            extra-dependencies = ["eight"]
        """,
        setup_cfg="[options.extras_require]\nperf =\n    nine\n    ten>1  # why\n",
    )
    found = of_project(tree)
    assert found == {
        "extra fast of pyproject.toml": {"one"},
        "extra perf of setup.cfg": {"nine", "ten>1"},
        "tool.uv.dev-dependencies of pyproject.toml": {"two"},
        "Poetry group bench of pyproject.toml": {
            "three>=1.2,<2",
            "four[a] ; python_version >= '3.9' and python_version < '4'",
        },
        "tool.poetry.dev-dependencies of pyproject.toml": {"five>=1,<2"},
        "PDM group test of pyproject.toml": {"six"},
        "Hatch environment default of pyproject.toml": {"seven"},
        "Hatch environment bench of pyproject.toml": {"seven", "eight"},
    }


@pytest.mark.parametrize(
    ("poetry", "pep440"),
    [
        ("^1.2.3", ">=1.2.3,<2"), ("^0.2.3", ">=0.2.3,<0.3"), ("^0.0.3", ">=0.0.3,<0.0.4"), ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"), ("~1", ">=1,<2"), ("~=1.2", "~=1.2"), ("*", ""), ("1.2.*", "==1.2.*"),
        ("1.2", "==1.2"), (">= 1.0, < 2", ">=1.0,<2"), (">=1.0 <2.0", ">=1.0,<2.0"), ("^1 || ^2", ""),
        ("!=1.5,^1.2", "!=1.5,>=1.2,<2"),
    ],
)  # fmt: skip
def test_poetrys_versions_are_translated(poetry: str, pep440: str):
    """Carets, tildes and wildcards mean what Poetry's manual says."""
    assert specifier(poetry) == pep440


def test_lists_tox_nox_and_setup_are_read(tree: Tree):
    """Wherever they are literal; what cannot be read costs nobody anything but those who choose it."""
    tree.write(
        requirements__test_txt="one\n",
        bench__requirements_txt="two\n",
        requirements_broken_txt="-r nowhere.txt\n",
        tox_ini="""
            [testenv]
            deps =
                three
                py27: old
                -rrequirements/test.txt
            [testenv:bench]
            deps =
                {[testenv]deps}
                four
        """,
        noxfile_py="""
            import nox
            MORE = ["five", "six"]
            @nox.session
            def bench(session):
                session.install("-e", ".", *MORE)
                session.install(f"{session.name}")
        """,
        setup_py='from setuptools import setup\nsetup(extras_require={"perf": ["seven"]})\n',
    )
    benchmarks = [tree.root / "bench"]
    found = [
        *elsewhere.of_files(tree.place, [tree.root], benchmarks),
        *elsewhere.of_tox(tree.place),
        *elsewhere.of_nox(tree.place),
        *elsewhere.of_setup(tree.place),
    ]
    assert {(offer.label, offer.purpose): set(offer.words.requirements) for offer in found} == {
        ("bench/requirements.txt", "bench"): {"two"},
        ("requirements_broken.txt", "broken"): set(),
        ("requirements/test.txt", "test"): {"one"},
        ("[testenv] of tox.ini", "test"): {"three", "one"},
        ("[testenv:bench] of tox.ini", "bench"): {"three", "one", "four"},
        ("nox session bench of noxfile.py", "bench"): {"five", "six"},
        ("extra perf of setup.py", "perf"): {"seven"},
    }
    assert [offer.label for offer in found if offer.problem] == ["requirements_broken.txt"]
