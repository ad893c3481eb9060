from __future__ import annotations

import signal
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

from paceline.race.interrupts import interruptible, uninterrupted
from paceline.race.running import run_race

from .conftest import Nobody

if TYPE_CHECKING:
    from .conftest import Track


def test_ctrl_c_while_a_side_is_born_leaves_no_orphan(track: Track, monkeypatch: pytest.MonkeyPatch):
    """The signal arrives when the process is there, and before anybody holds it."""
    born: list[subprocess.Popen[bytes]] = []
    true_popen = subprocess.Popen

    def popen(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        process = true_popen(*args, **more)
        if more.get("start_new_session"):
            born.append(process)
            signal.raise_signal(signal.SIGINT)
        return process

    monkeypatch.setattr(subprocess, "Popen", popen)
    track.suite("a", "def test_it(benchmark): benchmark(abs, 1)")
    with pytest.raises(KeyboardInterrupt):
        run_race(track.config("a"), Nobody())
    assert [process.returncode for process in born] == [-signal.SIGTERM]


def test_a_signal_is_held_back_until_the_end():
    """It is handled once, by who handled it before."""
    done: list[int] = []

    def interrupted() -> None:
        with uninterrupted():
            for each in range(2):
                signal.raise_signal(signal.SIGINT)
                done.append(each)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == [0, 1]
    assert signal.getsignal(signal.SIGINT) is before


def test_each_signal_ends_a_command_once():
    """SIGTERM and SIGHUP do as Ctrl-C does; those that follow while it cleans up change nothing."""
    done: list[int] = []

    def command(number: int) -> None:
        with interruptible():
            try:
                signal.raise_signal(number)
            finally:
                for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.raise_signal(each)
                done.append(number)

    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with pytest.raises(KeyboardInterrupt):
            command(number)
    assert done == [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_other_threads_are_let_alone():
    """Only the main thread may set handlers, and only it is interrupted."""
    errors: list[BaseException] = []

    def enter() -> None:
        try:
            with uninterrupted():
                pass
        except BaseException as error:  # noqa: BLE001 (told to the main thread)
            errors.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert not errors
