"""What it takes to wake another thread: in each task two threads hand a turn to each other n times, by two locks."""

from __future__ import annotations

from threading import Lock, Thread

SIZES = (10, 100, 500)


def task(turns: int) -> int:
    """Return how many turns came back."""
    ours, theirs, came = Lock(), Lock(), 0
    ours.acquire()
    theirs.acquire()

    def other() -> None:
        for _ in range(turns):
            theirs.acquire()
            ours.release()

    thread = Thread(target=other)
    thread.start()
    for _ in range(turns):
        theirs.release()
        ours.acquire()
        came += 1
    thread.join()
    return came


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(turns: int, result: int) -> bool:
    """Compare the count."""
    return result == turns
