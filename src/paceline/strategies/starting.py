"""Worker processes that start: Ctrl-C reaches them once they end by it without a word.

A terminal sends it to all processes at once. One whose interpreter still starts would print a traceback.
"""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def held_back(*, processes: bool) -> Iterator[None]:
    """Hold Ctrl-C back from this thread as long as the block lasts, and from `processes` begun there until they let it.

    Threads would hand that on to what their tasks start, so that nothing is held back where workers are threads.
    """
    if not processes or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
