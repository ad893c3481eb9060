"""What a turn of a race costs, beside a bare round trip over the same kind of socket."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paceline.side.channel import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

_ECHO = """
import socket, sys
from paceline.side.channel import Channel
line = socket.socket(fileno=int(sys.argv[1]))
if sys.argv[2] == "bare":
    while line.send(line.recv(64)):
        pass
side = Channel(line)
while True:
    side.receive()
    side.send({"ask": "round", "round": [0.00123456789, 0.00123456, 0, 1]})
"""


@pytest.fixture
def line(talk: str) -> Iterator[socket.socket]:
    """Return a socket at whose other end a process answers."""
    if not hasattr(socket, "socketpair") or sys.platform == "win32":
        pytest.skip("needs sockets that a child inherits")
    ours, theirs = socket.socketpair()
    child = subprocess.Popen(
        [sys.executable, "-c", _ECHO, str(theirs.fileno()), talk],
        pass_fds=[theirs.fileno()],
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parent,
    )
    theirs.close()
    yield ours
    ours.close()
    child.kill()
    child.wait()


@pytest.mark.parametrize("talk", ["bare", "turn"], ids="talk={}".format)
def test_handover(benchmark: Any, line: socket.socket, talk: str) -> None:
    """A question is answered."""
    channel = Channel(line)

    def bare() -> object:
        line.sendall(b"go\n")
        return line.recv(64)

    def turn() -> object:
        channel.send({"go": True})
        return channel.receive(60, lambda: True)

    assert benchmark(bare if talk == "bare" else turn)
