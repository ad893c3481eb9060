from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paceline import strategies
from paceline.cli import main
from paceline.machine import descendants
from paceline.workloads import loop, product

SMALL = ["run", "product", "--sizes", "8", "10", "5"]


def test_three_programs_are_told_and_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """`--all` tells of three programs, then compares them with the bound of the largest task."""
    assert main([*SMALL, "--all", "--workers", "2", "--trace"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"^(sequential|threads|processes-\w+), (\d) workers?$", out, re.MULTILINE)[:2] == [
        ("sequential", "1"),
        ("threads", "2"),
    ]
    assert len(re.findall(r"^ +(?:8|10|5) +[\d.]+ +\d+% +right +[\d,]+ digits +[0-9a-f]{12}$", out, re.MULTILINE)) == 9
    assert len(re.findall(r"^ +(?:8|10|5) +\d+ +\d+ +0 +[\d.]+ +[\d.]+  \|[ #]{40}\|$", out, re.MULTILINE)) == 9
    assert len(re.findall(r"^elapsed .* m?s = start .* print 0 \(not asked for\)$", out, re.MULTILINE)) == 3
    assert re.search(r"^sequential +1 .* 1\.00$", out, re.MULTILINE)
    assert re.search(
        r"^bound: no pool of any size takes less than [\d.]+ m?s: the time of task (8|10), ", out, re.MULTILINE
    )


def test_trace_is_told_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Without `--trace` there are results and times, and no processes and threads."""
    assert main(SMALL) == 0
    out = capsys.readouterr().out
    assert "right" in out
    assert "process" not in out
    assert "thread" not in out


def test_json_tells_each_task_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json` the whole output is one object: who did each task, from when to when, within its program."""
    assert main([*SMALL, "--all", "--workers", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["workload"] == "product"
    assert 0.0 < told["bound"] <= min(program["elapsed"] for program in told["programs"])
    assert [program["strategy"] for program in told["programs"]][:2] == ["sequential", "threads"]
    for program in told["programs"]:
        assert [task["name"] for task in program["tasks"]] == ["8", "10", "5"]
        assert all(0 <= task["start"] <= task["end"] <= program["elapsed"] for task in program["tasks"])
    pids = [{task["pid"] for task in program["tasks"]} for program in told["programs"]]
    assert pids[0] == pids[1] == {os.getpid()}
    assert os.getpid() not in pids[2]


def test_results_are_printed_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """`--print-results` prints each result, times it, and counts it into the bound."""
    assert main(["run", "product", "--sizes", "3", "30", "--strategy", "threads", "--print-results"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[3] == "4096"
    assert len(out.splitlines()[4]) > sys.int_info.default_max_str_digits
    assert "for printing, one result after another" in out
    assert "not asked for" not in out


def test_default_is_the_middle_size_as_the_workload_cuts_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Without sizes the tasks are those of the workload's own middle size."""
    assert main(["run", "loop"]) == 0
    out = capsys.readouterr().out
    assert len(re.findall(rf"^{loop.SIZES[1]}/\d .* right +\d+ digits", out, re.MULTILINE)) == 4


def test_alias_is_told_by_its_real_name_and_run_once(capsys: pytest.CaptureFixture[str]) -> None:
    """`processes`, asked for twice over, is one program under the start method's name."""
    assert main([*SMALL, "--strategy", "processes", "--strategy", "processes", "--workers", "1"]) == 0
    assert len(re.findall(r"^processes-\w+, 1 worker$", capsys.readouterr().out, re.MULTILINE)) == 1


def test_wrong_result_is_told_and_is_an_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that the oracle refuses is marked, and the exit code is 3."""
    from paceline import workloads

    monkeypatch.setattr(product, "right", lambda n, _: n != 10)
    workloads.get.cache_clear()
    try:
        assert main(SMALL) == 3
    finally:
        workloads.get.cache_clear()
    out, errors = capsys.readouterr()
    assert out.count("WRONG") == 1
    assert errors == "paceline run: product, sequential: 1 of 3 results are wrong\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["prodct"], "no workload 'prodct'; did you mean product?"),
        (["product", "--strategy", "fork"], "no strategy 'fork'; "),
        (["product", "--sizes", "5", "0"], "size 0 of workload product is not at least 1"),
        (["product", "--sizes", "-7"], "size -7 of workload product is not at least 1"),
        (["product", "--workers", "0"], "--workers 0 is not at least 1"),
        (["product", "--workers", "-1", "--all"], "--workers -1 is not at least 1"),
    ],
)
def test_bad_input_is_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    """Nothing is run, one line says what is wrong, and the exit code is 2."""
    assert main(["run", *words]) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert errors.startswith(f"paceline run: {sentence}")
    assert errors.count("\n") == 1


def test_strategy_that_cannot_run_is_found_out_before_anything_is_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of several strategies is looked at before the first is started."""
    away = strategies.Strategy("away", "", lambda _: pytest.fail("was made"), lambda: "needs a miracle")
    monkeypatch.setitem(strategies._all(), "away", away)
    assert main([*SMALL, "--strategy", "sequential", "--strategy", "away"]) == 2
    assert capsys.readouterr() == ("", "paceline run: strategy away needs a miracle\n")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a platform with signals")
@pytest.mark.parametrize("strategy", ["sequential", "threads", "processes", "loky"])
def test_ctrl_c_ends_it_at_once(strategy: str) -> None:
    """An interrupt ends a program whose task has seconds to go, threads or not, with exit code 130 and no traceback."""
    if strategies.get(strategy).missing():
        pytest.skip("it cannot run here")
    command = [sys.executable, "-m", "paceline", "run", "loop", "--sizes", "4000000000", "--strategy", strategy]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stdout
        assert run.stdout.readline().startswith("loop: ")  # the next thing is the task
        _wait_until_computing(run.pid)
        os.killpg(run.pid, signal.SIGINT)
        _, errors = run.communicate(timeout=5)
    assert run.returncode == 130
    assert errors.startswith("paceline run: interrupted")
    assert errors.count("\n") == 1


def _wait_until_computing(pid: int) -> None:
    """Return once a program and its workers have used more CPU time than they need to start."""
    if sys.platform != "linux":
        time.sleep(1.5)
        return
    deadline = time.monotonic() + 30
    while sum(map(_cpu_seconds, (pid, *descendants(pid)))) < 4 and time.monotonic() < deadline:
        time.sleep(0.1)


def _cpu_seconds(pid: int) -> float:
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a platform with signals")
def test_ctrl_c_while_workers_start_is_quiet(tmp_path: Path) -> None:
    """Workers whose interpreter still starts end without a traceback, once they can."""
    begun = tmp_path / "begun"
    slow = f"""import sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    open({str(begun)!r}, "w").close()
    time.sleep(0.5)
"""
    (tmp_path / "sitecustomize.py").write_text(slow)
    command = [sys.executable, "-m", "paceline", "run", "loop", "--sizes", "4000000000"]
    with subprocess.Popen(
        [*command, "--strategy", "processes-spawn"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    ) as run:
        deadline = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGINT)
        _, errors = run.communicate(timeout=20)
    assert (run.returncode, errors) == (130, "paceline run: interrupted\n")
