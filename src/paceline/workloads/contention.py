"""State that threads wait for: a counter with a lock, a dict, a list and a queue that all tasks of a process use.

Each of the four is a lock of its own without the GIL. Alone they show the same as together.
"""

from __future__ import annotations

from collections import Counter
from queue import SimpleQueue
from threading import Lock

SIZES = (100, 2_000, 30_000)


class Shelf:
    """Things of which each method is one step for other threads, and a count that takes a lock to be raised."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.counts: Counter[str] = Counter()
        self.latest: dict[int, int] = {}
        self.stack: list[int] = []
        self.queue: SimpleQueue[int] = SimpleQueue()

    def use(self, index: int, steps: int) -> int:
        """Return how many of `steps` ones came through: others' may come, but none too few and none too many."""
        came = 0
        for _ in range(steps):
            with self.lock:
                self.counts["steps"] += 1
            self.latest[index] = came
            self.stack.append(1)
            self.queue.put(self.stack.pop())
            came += self.queue.get()
        return came


_SHELF = Shelf()


def task(argument: tuple[int, int]) -> int:
    """Return the number of steps, by way of what all tasks share."""
    return _SHELF.use(*argument)


def tasks(size: int) -> list[tuple[int, int]]:
    """Return four equal tasks, each with its number."""
    return [(index, size) for index in range(4)]


def right(argument: tuple[int, int], result: int) -> bool:
    """Compare the count."""
    return result == argument[1]
