"""What reads files and messages of others: each reader with the files of the corpus that it reads."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paceline import cli
from paceline.cli import judging
from paceline.errors import PacelineError
from paceline.race import call_counts, entry, recorder
from paceline.race.environment import builders, building, choice, imports, kept, locks
from paceline.race.environment.request import Place, Request
from paceline.race.side_run import SideRun
from paceline.results import revisions
from paceline.results.folder import RaceFolder
from paceline.results.store import Samples
from paceline.side.channel import Channel, Lost

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader: `read` is given a copy of the corpus in which one of `files` is odd."""

    files: tuple[str, ...]
    read: Callable[[Path], object]


def _command(*words: str) -> Callable[[Path], object]:
    """Return what runs a command on a copy of the corpus; `{}` is its folder."""
    return lambda folder: cli.main([word.format(folder) for word in words])


def _policy(folder: Path) -> None:
    policy = judging.policy(None, folder / "policy")
    judging.passed(_Nobody(), folder / "policy")
    policy.margins("tests/test_it.py::test_slow[a]", strategy="threads", concurrent=True)


class _Nobody:
    """Arguments of a command line on which nothing stands."""


def _environment(folder: Path) -> None:
    """Choose what a project's benchmarks need, as a gate does, up to what an installer is given."""
    root = folder / "project"
    place = Place(root, root, (folder / "original",))
    needs = imports.needs(place, ["bench"])
    locks.locked(place)
    chosen = choice.choose(place, needs)
    chosen = choice.more(chosen, needs.modules).without(needs.late, needs.modules)
    for offer in chosen.left:
        with contextlib.suppress(PacelineError):
            chosen = chosen.taking(offer, "all are tried")
    str(chosen), chosen.pins
    builders.imported(choice.words(chosen).locals, place)


def _record(folder: Path) -> None:
    found = kept.record(str(folder / "environment" / "bin" / "python"))
    if found is not None:
        found.versions, sorted(found.installed, key=str.lower), ", ".join(found.missing), f"{found.holds}"


def _answer(folder: Path) -> None:
    """Take what a Python says of itself, which any program in its place may say."""
    said = (folder / "answer.json").read_text("utf-8", "replace")
    run, root = subprocess.run, folder / "project"
    task = building._Task("", "3.14", Place(root, root), Request(install=()), "side", {}, _Installer())
    subprocess.run = lambda command, **_: subprocess.CompletedProcess(command, 0, said, "")
    try:
        for ask in (
            lambda: entry.label(sys.executable),
            lambda: entry._ask(entry.Wanted("a", sys.executable, folder, "c"), folder),
            lambda: building._identity.__wrapped__(sys.executable),
            lambda: task.make(folder / "made", Path(sys.executable)),
        ):
            with contextlib.suppress(PacelineError):
                ask()
    finally:
        subprocess.run = run


class _Installer:
    """Installs nothing."""

    name = "nobody"

    def create(self, folder: Path) -> None: ...

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *_, **__: {}


def _history(folder: Path) -> None:
    """Read a baseline as a repository's only commit of it."""
    revisions.history = lambda path: [revisions.Revision("c0ffee", "2026-01-01", path.read_bytes())]
    _command("history", "{}/race", "-v", *_STORED)(folder)


def _line(folder: Path) -> None:
    """Take what a side says, book it, and read what was kept of it."""
    kept_in = RaceFolder(folder / "race")
    race = kept_in.manifest()
    ours, theirs = socket.socketpair()
    content = (folder / "messages.jsonl").read_bytes()
    speaker = threading.Thread(target=_speak, args=(theirs, content))
    speaker.start()
    run = SideRun(_Process(race.sides[0], Channel(ours)), timeout=1.0)
    try:
        run.answer(run.process.receive(1.0), run.process.channel)
        run.collect()
        for case in run.cases:
            reply = run.begin(case, {"explore": True})
            while "ask" in reply:
                if reply["ask"] == "plan":
                    call_counts.Known.from_message(reply)
                reply = run.agree({})
        run.part()
    except Lost as lost:
        run.lose(lost)
    finally:
        ours.close()
        speaker.join()
    out = folder / "raced"
    shutil.rmtree(out, ignore_errors=True)
    books = recorder.Recorder(race, Samples(), RaceFolder(out))
    race.sides, race.pairs, heats = race.sides[:1], (), race.heats
    (out / "heats").mkdir(parents=True)
    books.enrol([run])
    race.heats = ()
    books.keep(heats[0], [run])
    books.examine([run], notes=True)
    books.folder.save(race)
    books.folder.load()


class _Process:
    """A side that has said all that it will say."""

    def __init__(self, side: Any, channel: Channel) -> None:
        self.side, self.channel = side, channel

    def send(self, message: Any) -> None: ...

    def receive(self, timeout: float) -> Any:
        return self.channel.receive(timeout)

    def stop(self, *, gently: bool) -> None: ...

    def crash(self) -> str:
        return "it ended"


def _speak(line: socket.socket, content: bytes) -> None:
    with contextlib.suppress(OSError), line:
        line.sendall(content)


def _approved(*words: str) -> Callable[[Path], object]:
    """Return what takes the figures of a race without pairs for a baseline."""
    approve = _command("baseline", "approve", "{}/bench", "--force", "--reason", "x", *words)

    def read(folder: Path) -> None:
        shutil.copytree(folder / "race" / "heats", folder / "bench" / "heats", dirs_exist_ok=True)
        approve(folder)

    return read


_HEATS = ("race/heats/0001-baseline.json", "race/heats/0003-candidate.json")
_FILES = ("--baseline", f"{{}}/{_HEATS[0]}", "--candidate", f"{{}}/{_HEATS[1]}")
_STORED = ("--folder", "{}/stored")

READERS = {
    "race.json, judged": Reader(("race/race.json",), _command("judge", "{}/race")),
    "race.json, on a page": Reader(("race/race.json",), _command("report", "{}/race", "--page", "{}/page.html")),
    "race.json, its history": Reader(("race/race.json",), _command("history", "{}/race", *_STORED)),
    "race.json, approved": Reader(("bench/race.json",), _approved("--folder", "{}/approved")),
    "heats, judged": Reader(_HEATS, _command("judge", "{}/race", "--json", "{}/out.json")),
    "heats, on a page": Reader(_HEATS, _command("report", "{}/race", "--page", "{}/page.html")),
    "pytest-benchmark's JSON": Reader(_HEATS, _command("judge", *_FILES)),
    "programs.json": Reader(("race/programs.json",), _command("report", "{}/race", "--page", "{}/page.html")),
    "baselines, shown": Reader(("stored/cpython-3.14.0-gil.json",), _command("baseline", "show", *_STORED)),
    "baselines, checked": Reader(
        ("stored/cpython-3.14.0-gil.json",), _command("baseline", "check", "{}/race", *_STORED)
    ),
    "baselines, renewed": Reader(
        ("stored/cpython-3.14.0-gil.json",),
        _approved("--case", "*plain*", *_STORED),
    ),
    "baselines, their history": Reader(("stored/cpython-3.14.0-gil.json",), _history),
    "[tool.paceline]": Reader(("policy/pyproject.toml",), _policy),
    "pyproject.toml": Reader(("project/pyproject.toml",), _environment),
    "lock and tool files": Reader(
        tuple(f"project/{name}" for name in ("uv.lock", "hatch.toml", "tox.toml", "pytest.toml")), _environment
    ),
    "setup.cfg, tox.ini, requirements": Reader(
        tuple(f"project/{name}" for name in ("setup.cfg", "tox.ini", "requirements.txt", "constraints.txt")),
        _environment,
    ),
    "sources": Reader(
        tuple(f"project/{name}" for name in ("setup.py", "noxfile.py", "bench/test_it.py", "bench/helper.py")),
        _environment,
    ),
    "kept environments": Reader(("environment/paceline.json",), _record),
    "a Python's answers": Reader(("answer.json",), _answer),
    "messages of a side": Reader(("messages.jsonl",), _line),
}
