"""Ctrl-C, SIGTERM and SIGHUP end a command by `KeyboardInterrupt`, once: what it cleans up then is not interrupted.

They may do so at any instruction, but not between a process's birth and its being known, nor while a folder is removed.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

_CLEANING = 10.0
"""Seconds after a signal in which further ones are held off: keys are pressed twice, and shells send two kinds."""


@contextlib.contextmanager
def interruptible(*, last: bool = False) -> Iterator[None]:
    """Let each of the signals raise `KeyboardInterrupt` in the block; one that our caller ignores stays ignored.

    `last`: the process ends after the block. Once it was interrupted, further signals do not change its exit code.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[float] = []

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if came and time.monotonic() < came[-1] + _CLEANING:
            return
        came.append(time.monotonic())
        raise KeyboardInterrupt

    before = {each: handler for each in _SIGNALS if (handler := signal.getsignal(each)) not in {signal.SIG_IGN, None}}
    try:
        for each in before:
            signal.signal(each, interrupt)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_IGN if came and last else handler)


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
