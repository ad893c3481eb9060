"""The private line between the conductor and a side: one small JSON object a line, over a local socket.

Both ends use this module. Nothing is ever unpickled, and the first message must carry the race's key.
"""

from __future__ import annotations

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

PROTOCOL = 2
"""Raised when a message changes its meaning; both ends must say the same."""

VARIABLE = "PACELINE_RACE"
"""The environment variable that tells a side where to call and what to say."""

FOLDER = "PACELINE_FOLDER"
"""The environment variable that names the folder of this process alone, for its temporary files."""

_POLL = 0.25
"""Seconds between two looks at whether the other process still lives."""


class Lost(Exception):  # noqa: N818 (it is an event of a race, seldom an error)
    """The other end is gone, or said nothing in time (`hung`)."""

    def __init__(self, why: str, *, hung: bool = False) -> None:
        super().__init__(why)
        self.hung = hung


class Channel:
    """One end of the line."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = b""

    def send(self, message: Message) -> None:
        """Send one message; raise `Lost` where nobody listens."""
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise Lost(f"the line broke ({error.strerror or error})") from error

    def receive(self, timeout: float | None = None, alive: Callable[[], bool] | None = None) -> Message:
        """Wait for the next message, `timeout` seconds at most; `alive` says whether it is still worth it."""
        end = None if timeout is None else time.monotonic() + timeout
        while b"\n" not in self._buffer:
            if end is not None or alive is not None:
                self._await(end, timeout, alive)
            try:
                piece = self._socket.recv(65536)
            except OSError as error:
                raise Lost(f"the line broke ({error.strerror or error})") from error
            if not piece:
                raise Lost("the other end hung up")
            self._buffer += piece
        line, self._buffer = self._buffer.split(b"\n", 1)
        message: Message = json.loads(line)
        return message

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

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="paceline-")  # readable by this user alone
        self._key = secrets.token_hex(16)
        self._socket = _bound(Path(self._folder.name) / "race")
        self._socket.listen(64)

    def invitation(self, side: str) -> str:
        """Return what a side needs to call, for its environment."""
        return json.dumps({"address": self._socket.getsockname(), "key": self._key, "side": side})

    def accept(self, timeout: float) -> tuple[Message, Channel]:
        """Wait for one caller who knows the key; return its first message and the line to it."""
        end = time.monotonic() + timeout
        while True:
            if not select.select([self._socket], [], [], max(0.0, end - time.monotonic()))[0]:
                raise Lost(f"nobody called within {timeout:g} s", hung=True)
            connection, _ = self._socket.accept()
            channel = Channel(_tuned(connection))
            try:
                hello = channel.receive(timeout=10)
            except (Lost, ValueError):
                hello = {}
            if hmac.compare_digest(str(hello.get("key", "")), self._key):
                return hello, channel
            channel.close()

    def close(self) -> None:
        """Stop listening and remove the address."""
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
    connection = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    connection.connect(address if isinstance(address, str) else tuple(address))
    channel = Channel(_tuned(connection))
    channel.send({"key": card["key"], "side": card["side"], "protocol": PROTOCOL, "pid": os.getpid(), **hello})
    if hasattr(os, "register_at_fork"):  # a worker must not keep its dead parent's line open
        os.register_at_fork(after_in_child=channel.close)
    return channel


def _tuned(connection: socket.socket) -> socket.socket:
    """Send small messages at once."""
    if connection.family == socket.AF_INET:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
