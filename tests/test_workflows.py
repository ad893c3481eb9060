from __future__ import annotations

import importlib.util
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("ruamel.yaml", reason="read on CPython >= 3.11 alone")
from . import workflows

if TYPE_CHECKING:
    from types import ModuleType

if not workflows.FOLDER.is_dir():
    pytest.skip("a source distribution has no workflows", allow_module_level=True)

ROOT = Path(__file__).parents[1]
EXPRESSIONS = {
    "inputs.against || (github.event_name == 'pull_request' && 'HEAD^1') || ''": "HEAD^1",
    "inputs.benchmarks": "",
    "inputs.budget": "30s",
    "matrix.python": "3.14",
    "strategy.job-total": "2",
}
"""What the expressions in a gate's environment would be: one of two gates on a pull request here."""
LONGEST = 120
"""Minutes that a job may take."""
SETUP = "pip install 'nox[uv]'"
GATED = ("bench", "ci")
"""Workflows that run what a pull request brings."""
WRITES = {"nightly": {"contents": "write", "pull-requests": "write"}, "release": {"id-token": "write"}}
"""What the one job of a workflow that may write may do."""

every = pytest.mark.parametrize("name", workflows.names())
scripted = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("jq"), reason="the scripts need bash and jq, as Linux runners have"
)


@pytest.fixture(scope="module")
def noxfile() -> ModuleType:
    """The noxfile, imported where it reads its project."""
    pytest.importorskip("nox")
    spec = importlib.util.spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        spec.loader.exec_module(module)
    return module


def sessions(noxfile: ModuleType) -> set[str]:
    """Every name that `nox -s` understands."""
    from nox import registry

    assert noxfile.PYTHONS
    found: set[str] = set()
    for name, function in registry.get().items():
        pythons = function.python if isinstance(function.python, list) else []
        found |= {name, *(f"{name}-{python}" for python in pythons)}
    return found


def called(script: str) -> list[str]:
    """The sessions that a nox call names."""
    words = shlex.split(script)
    before = words[: words.index("--")] if "--" in words else words
    return [word for option, word in itertools.pairwise(before) if option == "-s"]


def pythons(job: dict[str, Any]) -> list[str]:
    """The interpreters of a job's matrix: those listed, or those that its expression falls back to."""
    listed = job.get("strategy", {}).get("matrix", {}).get("python", [])
    return re.findall(r'"([^"]+)"', listed) if isinstance(listed, str) else list(listed)


def bash(script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner does."""
    command = ["bash", "-eo", "pipefail", "-c", script]
    env = {"PATH": os.environ["PATH"], **env}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@every
def test_all_is_forbidden_that_a_job_does_not_ask_for(name):
    """A workflow grants nothing; each job names what it needs."""
    workflow = workflows.load(name)
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())


@every
def test_no_job_hangs_for_hours(name):
    """Every job has a time limit of at most two hours."""
    for job in workflows.load(name)["jobs"].values():
        assert 0 < job["timeout-minutes"] <= LONGEST


@every
def test_a_newer_push_ends_the_run_of_an_older_one(name):
    """Runs of a branch are one group, and a newer one cancels the others; a release is never cut short."""
    concurrency = workflows.load(name)["concurrency"]
    assert concurrency["cancel-in-progress"] is (name != "release")
    assert "${{ github.ref }}" in concurrency["group"]


@every
def test_every_action_is_first_party_and_pinned(name):
    """An action is one of GitHub's own, pinned by its commit, with its version beside it."""
    text = (workflows.FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert len({action for action in used if action.startswith("actions/checkout")}) == 1


@every
def test_no_checkout_leaves_its_token_behind(name):
    """The token of a checkout is not there for the steps behind it."""
    checkouts = [step for _, step in workflows.steps(workflows.load(name)) if "checkout@" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every
def test_no_script_is_written_by_an_expression(name):
    """What strangers can word reaches a script as a variable, never as its text; and no failure is waved through."""
    scripts = [step["run"] for _, step in workflows.steps(workflows.load(name)) if "run" in step]
    assert scripts
    for script in scripts:
        assert "${{" not in script
        assert "||" not in script


@every
def test_where_it_measures_it_calls_nox(name, noxfile):
    """A job that has nox runs its sessions, which are there, and beside them only what notes how they ended."""
    known = sessions(noxfile)
    for name_of_job, job in workflows.load(name)["jobs"].items():
        scripts = [step["run"].strip() for step in job["steps"] if "run" in step]
        if SETUP not in scripts:
            assert not any("nox" in script for script in scripts), name_of_job
            continue
        assert {script.split()[0] for script in scripts} - {"jq", "mkdir"} == {"pip", "nox"}, name_of_job
        named = [session for script in scripts if script.startswith("nox ") for session in called(script)]
        assert named, name_of_job
        assert {session.replace("$PYTHON", python) for session in named for python in pythons(job) or ["3.14"]} <= known


@every
def test_a_missing_interpreter_is_an_error_where_a_workflow_installed_it(name):
    """A session that runs on named interpreters is called with nox's own flag; elsewhere nox skips what is missing."""
    for _, step in workflows.steps(workflows.load(name)):
        for session in called(step.get("run", "")):
            if "-$PYTHON" in session or session in {"bench", "baseline"}:
                assert 'nox -f "$NOXFILE" --error-on' in step["run"] or "nox --error-on" in step["run"]


def test_the_list_of_sessions_is_a_menu():
    """`nox -l` names each session that people call once, and none that only follows another."""
    pytest.importorskip("nox")
    command = [sys.executable, "-m", "nox", "-f", str(ROOT / "noxfile.py"), "-l"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"(?m)^[*-] (\S+) ", told)
    assert names[:3] == ["bench", "gate", "baseline"]
    assert len(names) == len(set(names)) < 20
    assert not {"race", "verdict", "keep"} & set(names)


def test_a_bench_builds_the_interpreters_that_it_is_asked_for(noxfile, monkeypatch, capsys):
    """`--interpreters` leaves out the environments of the others; an unknown name is refused before any is built."""
    for words, chosen in [([], noxfile.PYTHONS), (["--interpreters", "3.14,3.13"], ["3.13", "3.14"])]:
        monkeypatch.setattr(sys, "argv", ["nox", "-s", "bench", "--", *words])
        assert noxfile.asked_for() == chosen
    monkeypatch.setattr(sys, "argv", ["nox", "-s", "bench", "--", "--interpreters=3.99"])
    with pytest.raises(SystemExit) as refused:
        noxfile.asked_for()
    assert refused.value.code == 2
    assert "3.99: unknown; choose from 3.10" in capsys.readouterr().err


@every
def test_only_a_gates_alarm_waits_for_its_verdict(name):
    """A failing step fails its job, but for the gate, whose alarm is noted and judged on."""
    lenient = {job for job, step in workflows.steps(workflows.load(name)) if "continue-on-error" in step}
    assert lenient == ({"gate", "confirm"} if name == "bench" else set())
    assert all("continue-on-error" not in job for job in workflows.load(name)["jobs"].values())


def test_the_workflow_that_init_writes_uses_the_same_actions():
    """An action has one pin, here and in what other projects get."""
    starter = (ROOT / "src/paceline/cli/starters/workflow.txt").read_text(encoding="utf-8")
    ours = "".join(path.read_text(encoding="utf-8") for path in workflows.FOLDER.glob("*.yml"))
    used = re.findall(r"uses: (.*)", starter)
    assert used
    assert all(f"uses: {action}" in ours for action in used)


@pytest.mark.parametrize("name", GATED)
def test_what_a_pull_request_brings_can_write_nothing(name):
    """Where a pull request's code may run, nothing can be written and no secret be read."""
    workflow = workflows.load(name)
    assert "pull_request" in workflow["on"]
    assert "pull_request_target" not in workflow["on"]
    for job in workflow["jobs"].values():
        assert job["permissions"] in ({}, {"contents": "read"})
    text = (workflows.FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    assert "secrets" not in text
    assert "github.token" not in text


@every
def test_what_may_write_runs_nothing_of_the_project(name):
    """A job with a permission to write calls no session and installs nothing of the project."""
    for job in workflows.load(name)["jobs"].values():
        if "write" not in job["permissions"].values():
            continue
        assert job["permissions"] == WRITES[name]
        for word in ("nox", "pip install", "python", "benchmarks/conftest"):
            assert not any(word in step.get("run", "") for step in job["steps"])
        assert not any("setup-python" in step.get("uses", "") for step in job["steps"])


@pytest.mark.parametrize("name", GATED)
def test_the_last_job_waits_for_all_others(name):
    """The one check to require needs every other job, runs whatever became of them, and reads how they ended."""
    *others, last = workflows.load(name)["jobs"]
    job = workflows.load(name)["jobs"][last]
    assert job["needs"] == others
    assert job["if"] in {"always()", "${{ !cancelled() }}"}
    assert job["env"]["NEEDS"] == "${{ toJSON(needs) }}"
    assert '<<< "$NEEDS"' in job["steps"][-1]["run"]


@scripted
@pytest.mark.parametrize("name", GATED)
@pytest.mark.parametrize("ended", ["failure", "cancelled"])
def test_the_last_job_is_red_where_another_was(name, ended):
    """One job that failed or was cancelled makes the last one fail; all that succeeded don't."""
    *others, last = workflows.load(name)["jobs"]
    script = workflows.load(name)["jobs"][last]["steps"][-1]["run"]

    def code(results: dict[str, str]) -> int:
        needs = {job: {"result": result, "outputs": {}} for job, result in results.items()}
        return bash(script, NEEDS=json.dumps(needs)).returncode

    well = dict.fromkeys(others, "success")
    assert code(well) == 0
    for job in others:
        assert code(well | {job: ended}) == 1


@scripted
@pytest.mark.parametrize("alarms", [[], ["3.14"], ["3.10", "pypy3.11"]])
def test_alarms_are_listed_for_the_second_machines(alarms, tmp_path, monkeypatch):
    """The interpreters that alarmed become a list that a matrix can be made of; none is an empty list."""
    (listing,) = workflows.commands(workflows.load("bench"), "alarmed", EXPRESSIONS)
    *_, noting = workflows.commands(workflows.load("bench"), "gate", EXPRESSIONS)
    monkeypatch.chdir(tmp_path)
    for python in alarms:
        assert bash(noting.script, PYTHON=python).returncode == 0
    assert bash(listing.script, GITHUB_OUTPUT="output").returncode == 0
    assert sorted(json.loads(Path("output").read_text().removeprefix("pythons="))) == sorted(alarms)


def test_interpreters_are_those_of_the_noxfile(noxfile):
    """The tests and the nightly race run on every interpreter that the noxfile names; a gate on some of them."""
    ci, bench, nightly = (workflows.load(name)["jobs"] for name in ("ci", "bench", "nightly"))
    assert sorted(ci["tests"]["strategy"]["matrix"]["python"]) == sorted(noxfile.PYTHONS)
    assert set(ci["measured"]["strategy"]["matrix"]["python"]) < set(noxfile.PYTHONS)
    install = next(step for step in nightly["race"]["steps"] if "setup-python" in step.get("uses", ""))
    assert sorted(install["with"]["python-version"].split()) == sorted(noxfile.PYTHONS)
    assert len(pythons(bench["gate"])) > 2
    assert set(pythons(bench["gate"])) < set(noxfile.PYTHONS)


def test_only_our_own_project_has_cases_that_need_no_naming(noxfile, tmp_path, monkeypatch):
    """Called from another project, a session leaves it to pytest what the benchmarks are, unless they are named."""
    monkeypatch.chdir(ROOT)
    assert noxfile.split(["--strict"], "benchmarks") == (["--strict"], ["benchmarks"])
    monkeypatch.chdir(tmp_path)
    assert noxfile.split(["--strict"], "benchmarks") == (["--strict"], [])
    assert noxfile.split(["--strict", "--", "perf"], "benchmarks") == (["--strict"], ["perf"])


def test_a_confirmation_is_the_same_gate_again():
    """The second machine does what the first did, as one of as many gates, and keeps it under another name."""
    jobs = workflows.load("bench")["jobs"]
    assert jobs["confirm"]["steps"] == jobs["gate"]["steps"]
    assert jobs["gate"]["env"]["KIND"] != jobs["confirm"]["env"]["KIND"]
    assert jobs["confirm"]["env"]["PARTS"] == "${{ needs.gate.outputs.parts }}"
    assert jobs["gate"]["outputs"]["parts"] == jobs["gate"]["env"]["PARTS"] == "${{ strategy.job-total }}"


def test_each_input_of_a_caller_is_used():
    """What another repository may ask for has a description and reaches a job."""
    text = (workflows.FOLDER / "bench.yml").read_text(encoding="utf-8")
    for name, described in workflows.load("bench")["on"]["workflow_call"]["inputs"].items():
        assert described["description"]
        assert f"inputs.{name}" in text


@scripted
def test_a_jobs_commands_are_read_with_their_environment():
    """A job's commands are in order, with the values of their expressions and the folder that they run in."""
    install, gate, report, *_ = workflows.commands(workflows.load("bench"), "gate", EXPRESSIONS)
    assert (install.script, install.folder) == (SETUP, ".")
    assert gate.folder == report.folder == "project"
    assert (gate.env["PARTS"], gate.env["PYTHON"]) == ("2", "3.14")
    assert bash(f"""nox() {{ printf '%s\\n' "$@"; }}; {gate.script}""", **gate.env).stdout.split() == [
        *(
            "-f",
            "../paceline/noxfile.py",
            "--error-on-missing-interpreters",
            "-s",
            "gate-3.14",
            "--",
            "--parts",
            "2",
            "--out",
            "../races/3.14",
        ),
        *("--against", "HEAD^1", "--budget", "30s"),
    ]
    with pytest.raises(KeyError, match="inputs"):
        workflows.commands(workflows.load("bench"), "gate", {})
