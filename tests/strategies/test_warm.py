from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.strategies.sequential import SequentialExecutor
from paceline.strategies.warm import meet, myself, prime

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files be where they can be counted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_all_workers_are_met_once(workers: int, temporary: Path) -> None:
    """A lazy pool has all its threads after priming, each of them named, and no file is left."""
    with ThreadPoolExecutor(workers) as executor:
        met = prime(executor, workers)
        assert len({worker.thread for worker in met}) == workers == len(met)
        assert {worker.pid for worker in met} == {os.getpid()}
    assert list(temporary.iterdir()) == []


def test_priming_again_meets_the_same() -> None:
    """A warm pool's workers are still the same ones."""
    with ThreadPoolExecutor(3) as executor:
        assert prime(executor, 3) == prime(executor, 3)


def test_too_few_workers_are_an_error_and_not_a_hang(temporary: Path) -> None:
    """A pool that has one worker where two should come is found out."""
    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(PacelineError, match=r"^1 of 2 workers started within 0\.05 s$"):
            prime(executor, 2, patience=0.05)
        executor.shutdown(cancel_futures=True)
    assert list(temporary.iterdir()) == []


def test_the_calling_thread_is_the_sequential_worker() -> None:
    """The sequential strategy's one worker is who asks."""
    assert prime(SequentialExecutor(), 1) == (myself(),)
    assert myself()[:2] == (os.getpid(), threading.get_ident())


def test_waiting_ends(tmp_path: Path) -> None:
    """A worker that waits in vain gives up."""
    with pytest.raises(TimeoutError):
        meet(str(tmp_path), 2, 0.01)
