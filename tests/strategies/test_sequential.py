from __future__ import annotations

import threading

import pytest

from paceline.strategies.sequential import SequentialExecutor


def test_computes_at_once_in_the_calling_thread() -> None:
    """The future is done, by this very thread, when `submit` returns."""
    future = SequentialExecutor().submit(threading.get_ident)
    assert future.done()
    assert future.result(0) == threading.get_ident()


def test_arguments_reach_the_task() -> None:
    """Positional and keyword arguments are handed over, even one named like the executor's own."""
    assert SequentialExecutor().submit(dict, [("a", 1)], fn=2, self=3).result(0) == {"a": 1, "fn": 2, "self": 3}


def test_an_exception_waits_in_its_future() -> None:
    """`submit` itself does not raise what the task raises."""
    future = SequentialExecutor().submit(divmod, 1, 0)
    with pytest.raises(ZeroDivisionError):
        future.result(0)


def test_an_interrupt_is_not_a_result() -> None:
    """Ctrl-C within a task ends the program, as it does without an executor."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SequentialExecutor().submit(interrupted)
