from __future__ import annotations

import sys
from pathlib import Path

import pytest

from paceline.cli import main
from paceline.errors import ExitCode, PacelineError
from paceline.race.entry import environment, parse
from paceline.race.settings import Settings, identified

SECRETS = (
    "GITHUB_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_PASSWORD",
    "PGPASSWORD",
    "OPENAI_API_KEY",
    "Npm_Auth_Token",
    "DEPLOY_KEY",
    "AWS_ACCESS_KEY_ID",
    "OPENAI_API_KEY_2",
    "PRIVATE_KEY_PEM",
    "SMTP_PASS",
    "REGISTRY_AUTH",
)
PLAIN = ("TOKENIZERS_PARALLELISM", "OMP_NUM_THREADS", "PWD", "MONKEY")


def test_an_address_with_a_password_is_no_sides_business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:pw@localhost/db")
    monkeypatch.setenv("PROXY", "http://me@home:pw@proxy:80")
    monkeypatch.setenv("INDEX_URL", "https://user@localhost:8000/simple")
    kept = environment(tmp_path, sys.executable)
    assert not {"DATABASE_URL", "PROXY"} & set(kept)
    assert "INDEX_URL" in kept


def test_secrets_are_not_handed_to_a_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A variable with a secret's name is left out, unless it is asked for; all others are the caller's."""
    for name in (*SECRETS, *PLAIN):
        monkeypatch.setenv(name, "value")
    kept = environment(tmp_path, sys.executable, pass_env=("PGPASSWORD",)).keys()
    assert {name for name in (*SECRETS, *PLAIN) if name in kept} == {"PGPASSWORD", *PLAIN}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tool = 3", "tool.paceline: 3 is not a table"),
        ("tool.paceline.pass-env = 'X'", "tool.paceline.pass-env: is not a list of strings"),
        (f"x = {'[' * 10_000}{']' * 10_000}", "is not TOML"),
        (f"x = {'9' * 10_000}", "is not TOML"),
    ],
)
def test_an_odd_pyproject_is_one_sentence(tmp_path: Path, monkeypatch, capsys, text: str, said: str):
    """It names the place, and nothing has been raced."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text)
    assert main(["race", f"--side=a={sys.executable}", "--heats=1", "--out=out"]) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_a_temporary_folder_that_python_cannot_have_on_its_path(tmp_path: Path, monkeypatch, capsys):
    """Its name has the character that parts folders: said at once, with what to do."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "a:b"))
    assert main(["race", f"--side=a={sys.executable}", f"--out={tmp_path / 'out'}"]) == ExitCode.USAGE
    assert "set TMPDIR" in capsys.readouterr().err


def test_a_sides_name_can_be_written():
    """Control characters and halves of characters cannot."""
    for name in ("a\x1bb", "a\nb", "\udcff"):
        with pytest.raises(PacelineError):
            parse(f"{name}=python")


@pytest.mark.parametrize(
    ("text", "folder", "variables", "options"),
    [
        ("a=python", ".", {}, ()),
        ("a=python,../new", "../new", {}, ()),
        ("a=python,PYTHON_GIL=1", ".", {"PYTHON_GIL": "1"}, ()),
        ("a=python,./b=c,X=,Y=1=2,-X dev,-Xutf8,-O", "./b=c", {"X": "", "Y": "1=2"}, ("-X", "dev", "-Xutf8", "-O")),
    ],
)
def test_a_side_has_a_folder_and_settings(text: str, folder: str, variables: dict[str, str], options: tuple[str, ...]):
    """The folder comes first; variables and options may be several."""
    side = parse(text)
    assert (side.checkout, side.settings) == (Path(folder), Settings(variables, options))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("X=1,folder", "'folder' is not a setting"),
        ("-c pass", "'-c pass' is not a setting"),
        ("PYTHONHASHSEED=1", "PYTHONHASHSEED is set by the race itself"),
        ("API_KEY=x", "API_KEY looks like a secret"),
    ],
)
def test_what_is_no_setting_is_one_sentence(part: str, said: str):
    """With what a side looks like, or what to do instead."""
    with pytest.raises(PacelineError, match=said):
        parse(f"a=python,{part}")


def test_settings_make_another_interpreter():
    """All but the switches of GIL and JIT, which its facts tell; a switch without effect is refused."""
    said = {"key": "k", "gil": True, "jit": None}
    assert identified(said, Settings({"PYTHON_GIL": "1"})) == said
    keys = {identified(said, Settings({"A": value}, options))["key"] for value in "12" for options in ((), ("-O",))}
    assert len(keys | {"k"}) == 5
    with pytest.raises(PacelineError, match="PYTHON_JIT=1 has no effect"):
        identified(said, Settings({"PYTHON_JIT": "1"}))
