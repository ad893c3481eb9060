from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment.requirements import Local, parse

if TYPE_CHECKING:
    from .conftest import Tree


@pytest.mark.parametrize(
    "words", [["-e", "./core[fast]"], ["--editable=./core[fast]"], ["core @ file:{root}/core[fast]"]]
)
def test_an_editable_requirement_is_installed_from_the_sides_own_checkout(tree: Tree, words: list[str]):
    """A link would lead into a folder that is gone after the gate."""
    tree.project("core", "core")
    found = parse([word.format(root=tree.root) for word in words], tree.place)
    assert found.locals == (Local(tree.root / "core", ("fast",)),)
    assert not found.requirements


def test_a_path_into_the_users_own_repository_means_the_checkouts(tree: Tree):
    """An absolute path, and one that leaves the repository and enters it again."""
    tree.project("core", "core")
    original = tree.root.with_name("original")
    for word in (f"{original}/core", f"file://{original}/core", "../original/core"):
        assert parse([word], tree.place).locals == (Local(tree.root / "core"),)


def test_a_path_beside_the_repository_is_the_same_on_both_sides(tree: Tree):
    """What is in no checkout is taken from where the user has it."""
    beside = tree.root.with_name("beside")
    beside.mkdir()
    assert parse(["-e", "../beside"], tree.place).locals == (Local(beside),)


def test_files_of_requirements_are_read_with_those_that_they_name(tree: Tree):
    """Nested files are relative to the file, projects to the user's folder or the file; hashes are left out."""
    tree.project("core", "core").project("own", "requirements/own").write(
        requirements__test_txt="""
            # what tests need
            -r base.txt   # and more
            -c pins.txt
            -e ./core
            ./own
            six==1.0 \\
                --hash=sha256:abc
            idna ; python_version < "4"
            --find-links ./wheels
        """,
        requirements__base_txt="attrs\n-r test.txt\n",
        requirements__pins_txt="attrs==1\n",
    )
    (tree.root / "requirements" / "wheels").mkdir()
    found = parse(["-r", "requirements/test.txt"], tree.place)
    assert found.requirements == ("attrs", "six==1.0", 'idna ; python_version < "4"')
    assert found.locals == (Local(tree.root / "core"), Local(tree.root / "requirements" / "own"))
    assert found.constraints == ("attrs==1",)
    assert found.options == (f"--find-links={tree.root / 'requirements' / 'wheels'}",)
    assert found.names == {"attrs", "six", "idna"}


def test_files_that_name_the_next_one_twice_are_read_once(tree: Tree):
    """Forty of them would otherwise be read a million million times."""
    for number in range(40):
        (tree.root / f"r{number}.txt").write_text(f"-r r{number + 1}.txt\n-r r{number + 1}.txt\n")
    (tree.root / "r40.txt").write_text("six\n-r r0.txt\n")
    assert parse(["-r", "r0.txt"], tree.place).requirements == ("six",)


def test_the_users_folder_is_that_of_nested_files_too(tree: Tree):
    """`-e .` is the project, also in a file that another names, and in a folder of its own."""
    tree.project("mine").write(requirements__dev_txt="-r ci.txt\n", requirements__ci_txt="-e .\nsix\n")
    found = parse(["-r", "requirements/dev.txt"], tree.place)
    assert found.locals == (Local(tree.root),)
    assert found.requirements == ("six",)


def test_options_keep_their_values(tree: Tree):
    """The word behind an option is no requirement."""
    found = parse(["--index-url", "https://example.org", "--pre", "six", "--no-binary", ":all:"], tree.place)
    assert found.requirements == ("six",)
    assert found.options == ("--index-url=https://example.org", "--pre", "--no-binary=:all:")


@pytest.mark.parametrize(
    "word", ["six", "six[a,b]>=1", "six @ https://example.org/six.zip", "git+https://example.org/a/b"]
)
def test_what_is_no_path_is_left_as_it_is(tree: Tree, word: str):
    """Names and addresses, even where a folder has the same name."""
    tree.project("six", "six")
    assert parse([word], tree.place).requirements == (word,)


def test_what_is_not_there_is_named(tree: Tree):
    """As the user knows it, not by the path of a temporary checkout."""
    tree.write(requirements_txt="-r more.txt\n")
    with pytest.raises(PacelineError, match=r"^more\.txt: is named as a requirements file, but does not exist"):
        parse(["-r", "requirements.txt"], tree.place)
    with pytest.raises(PacelineError, match=r"\./core is required, but does not exist"):
        parse(["-e", "./core"], tree.place)
