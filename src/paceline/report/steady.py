"""Standard streams that may go away: what nobody reads any more must end nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Steady:
    """A stream whose reader may leave: from then on it writes to nowhere, and nobody who writes is troubled."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or let it be."""
        try:
            return self._stream.write(text)
        except UnicodeEncodeError:  # the terminal or the log has other letters
            letters = str(getattr(self._stream, "encoding", None) or "ascii")
            return self.write(text.encode(letters, "replace").decode(letters))
        except OSError:
            self._give_up()
            return len(text)

    def flush(self) -> None:
        """Flush, or let it be."""
        try:
            self._stream.flush()
        except OSError:
            self._give_up()

    def __getattr__(self, name: str) -> Any:
        """Be the stream in all else."""
        return getattr(self._stream, name)

    def _give_up(self) -> None:
        """Let the stream end in nowhere: what it still holds is flushed at the end of the process."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextlib.contextmanager
def steadied() -> Iterator[None]:
    """Let both standard streams be steady in the block, and hold nothing back at its end."""
    out, err = (cast("IO[str]", Steady(stream)) for stream in (sys.stdout, sys.stderr))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            yield
        finally:
            out.flush()
            err.flush()
