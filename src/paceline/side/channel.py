"""The private line between the conductor and a side: one small JSON object a line, over a local socket.

Both ends use this module. Nothing is ever unpickled, and the first message must carry the race's key.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import select
import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Message = dict[str, Any]

PROTOCOL = 5
"""Raised when a message changes its meaning; both ends must say the same."""

VARIABLE = "PACELINE_RACE"
"""The environment variable that names where a side has to call and what it has to say."""

FOLDER = "PACELINE_FOLDER"
"""The environment variable that names the folder of this process alone, for its temporary files."""

UNSHARED = "unshared"
"""A file in that folder: the test files of which the side imports nothing, by node id; none where there are none."""

_POLL = 0.25
"""Seconds between two looks at whether the other process still lives."""

_LONGEST = 64 * 2**20
"""Bytes of the longest message that is read: ten thousand cases with ids of thousands of characters fit."""

_HELLO, _SHORT, _MOST = 10.0, 2**16, 256
"""Seconds within which a caller must have said who it is, in how many bytes, and how many callers may be about to."""


class Lost(Exception):  # noqa: N818 (it is an event of a race, seldom an error)
    """The other end is gone, said nothing in time (`hung`), or said what is no message (`garbled`)."""

    def __init__(self, why: str, *, hung: bool = False, garbled: bool = False) -> None:
        super().__init__(why)
        self.hung, self.garbled = hung, garbled


class Channel:
    """One end of the line."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._searched = 0

    def fileno(self) -> int:
        """Return what `select` takes."""
        return self._socket.fileno()

    def send(self, message: Message) -> None:
        """Send one message; raise `Lost` where nobody listens."""
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise Lost(f"the connection broke ({error.strerror or error})") from error

    def receive(self, timeout: float | None = None, alive: Callable[[], bool] | None = None) -> Message:
        """Wait for the next message, `timeout` seconds at most; `alive` says whether it is still worth it."""
        end = None if timeout is None else time.monotonic() + timeout
        message = self._taken()
        while message is None:
            if end is not None or alive is not None:
                self._await(end, timeout, alive)
            message = self.hear()
            if message is None and end is not None and time.monotonic() > end:
                raise Lost(f"no answer within {timeout:g} s", hung=True)
        return message

    def hear(self, longest: int = _LONGEST) -> Message | None:
        """Read what has come; return the next message, or None where it is not yet whole."""
        try:
            piece = self._socket.recv(65536)
        except OSError as error:
            raise Lost(f"the connection broke ({error.strerror or error})") from error
        if not piece:
            raise Lost("the other process closed the connection")
        self._buffer += piece
        message = self._taken()
        if len(self._buffer) > longest:
            raise Lost(f"it sent a message of more than {longest} bytes", garbled=True)
        return message

    def _taken(self) -> Message | None:
        """Take the first whole line off what was read, as a message."""
        end = self._end()
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        try:
            message = json.loads(line)
            if b"\\ud" in line:  # half a character can be written to no file
                message = json.loads(json.dumps(message, ensure_ascii=False).encode(errors="replace"))
        except (ValueError, RecursionError) as error:
            raise Lost("it sent invalid JSON", garbled=True) from error
        if not isinstance(message, dict):
            raise Lost("it sent what is no message", garbled=True)
        return message

    def _end(self) -> int:
        """Return where the first line ends; -1 where none does. No byte is looked at twice."""
        end = self._buffer.find(b"\n", self._searched)
        self._searched = len(self._buffer) if end < 0 else end
        return end

    def _await(self, end: float | None, timeout: float | None, alive: Callable[[], bool] | None) -> None:
        while not select.select([self._socket], [], [], _POLL)[0]:
            # A process that died may have left children that hold its end of the line open.
            if alive is not None and not alive():
                raise Lost("the process ended")
            if end is not None and time.monotonic() > end:
                raise Lost(f"no answer within {timeout:g} s", hung=True)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Listener:
    """The conductor's end before anyone has called: a private address and a key."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="line-", dir=folder)  # readable by this user alone
        self._key = secrets.token_hex(16)
        self._socket = _bound(Path(self._folder.name) / "race")
        self._socket.listen(64)
        self._callers: dict[Channel, float] = {}
        """Who has called and not yet said who it is, and since when."""

    def invitation(self, side: str) -> str:
        """Return what a side needs to call, for its environment."""
        return json.dumps({"address": self._socket.getsockname(), "key": self._key, "side": side})

    def accept(self, timeout: float) -> tuple[Message, Channel]:
        """Wait for one caller who knows the key; return its first message and the line to it.

        Callers that say nothing keep nobody waiting.
        """
        end = time.monotonic() + timeout
        while True:
            waiting: list[socket.socket | Channel] = [self._socket, *self._callers]
            ready = select.select(waiting, [], [], max(0.0, end - time.monotonic()))[0]
            if self._socket in ready:
                with contextlib.suppress(OSError):  # it has hung up already
                    self._callers[Channel(_tuned(self._socket.accept()[0]))] = time.monotonic()
            for caller in [each for each in self._callers if each in ready]:
                if (hello := self._heard(caller)) is not None:
                    return hello, caller
            late = [each for each, since in self._callers.items() if time.monotonic() > since + _HELLO]
            for caller in late or list(self._callers)[:-_MOST]:
                self._hang_up(caller)
            if time.monotonic() > end:
                raise Lost(f"nobody called within {timeout:g} s", hung=True)

    def _heard(self, caller: Channel) -> Message | None:
        """Return what a caller says who knows the key; hang up on all others."""
        try:
            hello = caller.hear(_SHORT)
        except Lost:
            hello = {}
        if hello is None:
            return None
        if hmac.compare_digest(str(hello.get("key", "")).encode(), self._key.encode()):
            del self._callers[caller]
            return hello
        self._hang_up(caller)
        return None

    def _hang_up(self, caller: Channel) -> None:
        del self._callers[caller]
        caller.close()

    def close(self) -> None:
        """Stop listening and remove the address."""
        for caller in list(self._callers):
            self._hang_up(caller)
        self._socket.close()
        self._folder.cleanup()


def _bound(path: Path) -> socket.socket:
    """Return a socket at this path; on this machine's own network where there are none or the path is too long."""
    if hasattr(socket, "AF_UNIX"):
        local = socket.socket(socket.AF_UNIX)
        try:
            local.bind(str(path))
        except OSError:
            local.close()
        else:
            return local
    local = socket.socket(socket.AF_INET)
    local.bind(("127.0.0.1", 0))
    return local


def call(invitation: str, **hello: Any) -> Channel:
    """Call the conductor that sent this invitation, and say hello."""
    card = json.loads(invitation)
    address = card["address"]
    connection = _tuned(socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET))
    connection.connect(address if isinstance(address, str) else tuple(address))
    channel = Channel(connection)
    channel.send({"key": card["key"], "side": card["side"], "protocol": PROTOCOL, "pid": os.getpid(), **hello})
    if hasattr(os, "register_at_fork"):  # a worker must not keep its dead parent's line open
        os.register_at_fork(after_in_child=channel.close)
    return channel


def _tuned(connection: socket.socket) -> socket.socket:
    """Send small messages at once, and wait as long as it takes: a suite may have set another default."""
    connection.settimeout(None)
    if connection.family == socket.AF_INET:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
