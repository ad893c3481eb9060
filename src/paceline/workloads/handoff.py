"""What it takes to wake another thread: in each task two threads hand a turn to each other n times, by two locks."""

from __future__ import annotations

from threading import Lock, Thread

SIZES = (10, 100, 500)


def task(turns: int) -> int:
    """Return how many turns came back."""
    ours, theirs, came, handing = Lock(), Lock(), 0, True
    ours.acquire()
    theirs.acquire()

    def other() -> None:
        while theirs.acquire() and handing:
            ours.release()

    thread = Thread(target=other)
    thread.start()
    try:
        for _ in range(turns):
            theirs.release()
            ours.acquire()
            came += 1
    finally:  # whatever ends it, such as Ctrl-C: the other thread waits for nobody
        handing = False
        if theirs.locked():
            theirs.release()
        thread.join()
    return came


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(turns: int, result: int) -> bool:
    """Compare the count."""
    return result == turns
