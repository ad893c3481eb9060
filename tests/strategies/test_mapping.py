from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paceline.strategies.mapping import map_tasks
from paceline.strategies.sequential import SequentialExecutor

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class Counting(SequentialExecutor):
    """Counts what is handed over."""

    submitted = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Count, and compute."""
        self.submitted += 1
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize(("batch", "handed_over"), [(1, 10), (3, 4), (5, 2), (10, 1), (64, 1)])
def test_batches_are_what_is_handed_over(batch: int, handed_over: int) -> None:
    """Ten tasks come back in order, and were handed over in as few batches as their size allows."""
    executor = Counting()
    assert map_tasks(executor, abs, range(-9, 1), batch=batch) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert executor.submitted == handed_over


def test_no_tasks_no_results() -> None:
    """Nothing is handed over for an empty list, in batches or not."""
    assert map_tasks(SequentialExecutor(), abs, []) == map_tasks(SequentialExecutor(), abs, [], batch=64) == []


@pytest.mark.parametrize("batch", [1, 2])
def test_an_exception_is_raised(batch: int) -> None:
    """A task's exception is the map's."""
    with pytest.raises(ZeroDivisionError):
        map_tasks(SequentialExecutor(), (1).__floordiv__, [1, 0, 2], batch=batch)
