from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("msgspec", reason="every command's options need paceline[judge]")

from paceline.cli import main, parsers
from paceline.cli.commands import COMMANDS
from paceline.cli.init import WORKFLOW


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a command line that argparse ends, and all that it printed."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    told = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, told.out + told.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_examples_and_exit_codes(command, capsys):
    """Each command's help says where pytest's arguments go, fits 80 columns at its end, and has examples that parse."""
    code, text = said([command, "--help"], capsys)
    assert code == 0
    assert text.startswith(f"usage: paceline {command} {COMMANDS[command].usage}")
    assert re.search(r"(?s)examples:\n  paceline .*exit codes:\n  0    (nothing got slower|done)", text)
    _, commands = parsers.parser(command)
    for example in COMMANDS[command].examples:
        commands[command].parse_args(example.partition("-- ")[0].replace("'", "").replace('"new parser"', "x").split())


def test_paceline_alone_is_a_menu(capsys):
    """It prints the two things that most people want."""
    assert main([]) == 0
    told = capsys.readouterr().out
    assert "paceline gate --against main -- benchmarks/" in told
    assert "nox -s bench" in told
    assert len(told.splitlines()) < 15


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["gaet"], "did you mean gate?"),
        (["gate", "--agianst", "main"], "did you mean --against?"),
        (["gate", "-k", "x"], "go after --"),
        (["xyzzy"], "there is no command 'xyzzy'"),
        (["--", "benchmarks"], "name a command"),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(words, suggestion, capsys):
    """An unknown command or option is refused with the nearest one, or with where pytest's arguments go."""
    code, text = said(words, capsys)
    assert code == 2
    assert suggestion in text


def test_completion_is_a_script_or_a_cure(capsys):
    """`--print-completion` prints the shell's script where shtab is installed, else how to install it."""
    code, text = said(["--print-completion", "bash"], capsys)
    assert (code, "--against" in text) == (0, True) or (code, "paceline[completion]" in text) == (2, True)


def test_a_project_is_set_up_once(tmp_path, monkeypatch, capsys):
    """`paceline init` finds the benchmarks, writes three files that hold together, and a second time none."""
    (tmp_path / "perf").mkdir()
    (tmp_path / "perf" / "test_it.py").write_text("def test_it(benchmark): benchmark(abs, 1)\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"')
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--dry-run"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"perf", "pyproject.toml"}
    told = capsys.readouterr().out
    assert told.split()[:3] == ["file", "would", "be"]
    assert told.endswith("Nothing was written. To write it: paceline init\n")
    assert main(["init"]) == 0
    assert "Next: git init, commit, then paceline gate -- perf" in capsys.readouterr().out
    written = {name: Path(name).read_text() for name in ("pyproject.toml", "noxfile.py")}
    assert written["pyproject.toml"].startswith('[project]\nname = "x"\n\n[tool.paceline]\nprofile = "default"')
    compile(written["noxfile.py"], "noxfile.py", "exec")
    assert '["--", "perf"]' in written["noxfile.py"]
    assert f'python-version: "{sys.version_info.major}.{sys.version_info.minor}"' in WORKFLOW.read_text()
    assert '"$GITHUB_STEP_SUMMARY" -- perf' in WORKFLOW.read_text()
    assert main(["init"]) == 0
    assert capsys.readouterr().out.count("kept: it") == 3
    assert {name: Path(name).read_text() for name in written} == written


def test_benchmarks_that_pytest_would_pass_over_are_named_by_file(tmp_path, monkeypatch, capsys):
    """A file that is called `bench_*.py` is collected only where it is named."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "bench_it.py").write_text("def test_it(benchmark): benchmark(abs, 1)\n")
    (tmp_path / "tests" / "test_it.py").write_text("def test_it(): pass\n")
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert capsys.readouterr().out.endswith("\nNext: paceline gate -- tests/bench_it.py\n")


def test_what_is_no_file_and_no_utf8_is_no_error(tmp_path, monkeypatch, capsys):
    """An editor's dangling link, a folder with a module's name, a noxfile in Latin-1; a pyproject.toml is named."""
    (tmp_path / ".#test_it.py").symlink_to("nobody@nowhere")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "noxfile.py").write_bytes("# é\n".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--dry-run"]) == 0
    (tmp_path / "pyproject.toml").write_bytes("# é\n".encode("latin-1"))
    assert main(["init", "--dry-run"]) == 2
    assert "pyproject.toml: is not in UTF-8" in capsys.readouterr().err


def test_a_noxfile_is_left_alone(tmp_path, monkeypatch, capsys):
    """Where there is a noxfile, its session is shown and the file stays as it is; benchmarks may be named."""
    (tmp_path / "noxfile.py").write_text("import nox\n")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--benchmarks", "tests/a tests/b"]) == 0
    told = capsys.readouterr().out
    assert "Add this session to noxfile.py" in told
    assert '"tests/a", "tests/b"' in told
    assert "skipped: the file does not exist" in told
    assert Path("noxfile.py").read_text() == "import nox\n"
