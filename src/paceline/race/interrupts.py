"""Ctrl-C and SIGTERM may end a race at any instruction, but not between a process's birth and its being known."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold signals back until the block has ended; they are handled then.

    That goes for signals whose handlers are Python's. Those run in the main thread alone: in others nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {each: handler for each in _SIGNALS if callable(handler := signal.getsignal(each))}
    came: list[int] = []
    for each in handlers:
        signal.signal(each, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        for number in came[:1]:
            signal.raise_signal(number)
