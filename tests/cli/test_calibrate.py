from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from paceline.cli import calibrate, main
from paceline.errors import PacelineError
from paceline.race import environment

from ..race.test_gating import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["", "fast", "1,,2", "-1", "nan", "inf"])
def test_slowdowns_that_are_none_are_refused_before_anything_is_built(text: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", f"--slower={text}"])
    assert ended.value.code == 2
    assert "is not a list of percentages, such as 1,2,5" in capsys.readouterr().err


@pytest.mark.parametrize(("ends", "code"), [(KeyboardInterrupt(), 130), (PacelineError("the disk is full"), 2)])
def test_what_ends_a_calibration_loses_no_gate(
    ends: BaseException,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """Those that were held are counted and shown, and the exit code is that of what ended it."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "test_toy.py").write_text("def test_it(benchmark): benchmark(abs, 1)")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "a suite")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "build", lambda *_: sys.executable)
    held: list[object] = []
    one = calibrate._one

    def second_fails(*args: Any) -> int:
        if held:
            raise ends
        held.append(args)
        return one(*args)

    monkeypatch.setattr(calibrate, "_one", second_fails)
    assert main(["calibrate", "--gates=2", "--slower=2%", "--out=out", "--", "test_toy.py"]) == code
    assert "the same files" in capsys.readouterr().out.split("gate 1", maxsplit=1)[1]
