"""A runner: the jobs of the workflow in their order, each step a shell of its own, as the forge does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests import workflows  # noqa: E402 (the reader of the workflows)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.workflows import Command

_HERE_ALREADY = "pip install 'nox[uv]'"


class Runner:
    """One pull request's run in a workspace that holds `project/`."""

    def __init__(self, workspace: Path, pythons: Sequence[str]) -> None:
        self._workspace, self._pythons = workspace, pythons
        self._workflow = workflows.load("bench")
        (workspace / "paceline").symlink_to(ROOT)
        self._codes: list[str] = []

    def pull_request(self) -> dict[str, str]:
        """Run all jobs; return what they show by file name."""
        for python in self._pythons:
            self._gate("gate", python, parts=len(self._pythons))
        alarmed = sorted(path.name for path in self._workspace.glob("alarms/*"))
        if alarmed:
            (self._workspace / "races").rename(self._workspace / "first")
            for python in alarmed:
                self._gate("confirm", python, parts=len(self._pythons))
            (self._workspace / "races").rename(self._workspace / "confirmations")
            (self._workspace / "first").rename(self._workspace / "races")
        annotations = self._verdict(confirmed=bool(alarmed))
        junit = self._workspace / "verdict" / "junit.xml"
        return {
            "annotations.txt": annotations,
            "summary.md": self._text(self._workspace / "summary.md"),
            "junit.xml": self._text(junit),
            "codes.txt": "".join(f"{line}\n" for line in self._codes),
        }

    def _gate(self, job: str, python: str, parts: int) -> None:
        values = {"matrix.python": python, "strategy.job-total": str(parts), "needs.gate.outputs.parts": str(parts)}
        failed = False
        for command in self._commands(job, values):
            outcome = "steps.gate.outcome == 'failure'"
            if command.condition == outcome and not failed:
                continue
            code, _ = self._run(command)
            failed = failed or (command.name.startswith("Race") and code != 0)
            if command.name.startswith("Race"):
                self._codes.append(f"{job} {python}: {code}")

    def _verdict(self, *, confirmed: bool) -> str:
        needs = {job: {"result": "success"} for job in ("gate", "alarmed")}
        needs["confirm"] = {"result": "success" if confirmed else "skipped"}
        values = {
            "toJSON(needs)": json.dumps(needs),
            "needs.confirm.result != 'skipped' && '--confirm ../confirmations/*' || ''": (
                "--confirm ../confirmations/*" if confirmed else ""
            ),
        }
        shown = ""
        for command in self._commands("verdict", values):
            code, output = self._run(command)
            if command.name.startswith("Judge"):
                self._codes.append(f"verdict: {code}")
                shown = output
        # The worst case first: which that is was measured.
        lines = sorted(line for line in shown.splitlines() if line.startswith("::"))
        return "".join(f"{line}\n" for line in lines)

    def _commands(self, job: str, values: dict[str, str]) -> list[Command]:
        always = {
            "inputs.against || (github.event_name == 'pull_request' && 'HEAD^1') || ''": "HEAD^1",
            "inputs.benchmarks": "",
            "inputs.budget": "",
        }
        found = workflows.commands(self._workflow, job, {**always, **values})
        return [command for command in found if command.script != _HERE_ALREADY]

    def _run(self, command: Command) -> tuple[int, str]:
        github = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self._workspace),
            "GITHUB_STEP_SUMMARY": str(self._workspace / "summary.md"),
            "GITHUB_OUTPUT": str(self._workspace / "output"),
        }
        bash = [shutil.which("bash") or "bash", "-eo", "pipefail", "-c", command.script]
        print(f"> {command.name}: {command.env.get('PYTHON', '')}", flush=True)
        done = subprocess.run(
            bash,
            cwd=self._workspace / command.folder,
            env={**os.environ, **github, **command.env},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        print(done.stdout, flush=True)
        return done.returncode, done.stdout

    @staticmethod
    def _text(path: Path) -> str:
        return path.read_text(encoding="utf-8") if path.exists() else "(not there)\n"
