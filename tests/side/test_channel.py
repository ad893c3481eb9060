from __future__ import annotations

import json
import socket

import pytest

from paceline.side.channel import PROTOCOL, Channel, Listener, Lost, call


@pytest.fixture
def listener():
    """Return a conductor's end that nobody has called yet."""
    listener = Listener()
    yield listener
    listener.close()


def test_a_caller_with_the_key_is_heard(listener):
    """The first message says who calls, and both can talk from then on."""
    side = call(listener.invitation("a"))
    hello, conductor = listener.accept(5)
    assert (hello["side"], hello["protocol"]) == ("a", PROTOCOL)
    conductor.send({"go": True})
    assert side.receive(5) == {"go": True}
    side.close()
    conductor.close()


def test_a_caller_without_the_key_is_not(listener):
    """A stranger is hung up on, and the next caller is heard."""
    card = json.loads(listener.invitation("a"))
    stranger = call(json.dumps({**card, "key": "guess"}))
    friend = call(listener.invitation("b"))
    hello, conductor = listener.accept(5)
    assert hello["side"] == "b"
    with pytest.raises(Lost):
        stranger.receive(5)
    for end in (stranger, friend, conductor):
        end.close()


def test_a_folder_for_temporary_files_may_have_a_long_name(tmp_path, monkeypatch):
    """A socket's path is limited to about a hundred bytes; a folder's is not."""
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    listener = Listener()
    side = call(listener.invitation("a"))
    hello, conductor = listener.accept(5)
    assert hello["side"] == "a"
    for end in (side, conductor, listener):
        end.close()


@pytest.fixture
def line():
    """Return both ends of a line."""
    one, other = socket.socketpair()
    yield Channel(one), Channel(other)
    one.close()
    other.close()


def test_messages_arrive_one_by_one_however_they_were_cut(line):
    """A line is a message: two in one piece and one in two pieces come out whole."""
    one, other = line
    one._socket.sendall(b'{"n": 1}\n{"n": 2}\n{"n"')
    assert [other.receive(5), other.receive(5)] == [{"n": 1}, {"n": 2}]
    one._socket.sendall(b": 3}\n")
    assert other.receive(5) == {"n": 3}


def test_an_end_that_is_gone_is_lost(line):
    """Hanging up is told as such, and not as silence."""
    one, other = line
    one.close()
    with pytest.raises(Lost) as lost:
        other.receive(5)
    assert not lost.value.hung


def test_silence_is_told_from_death(line):
    """An end that says nothing in time has hung; one whose process is dead is gone, though the line is open."""
    _, other = line
    with pytest.raises(Lost) as silent:
        other.receive(0.01, lambda: True)
    assert silent.value.hung
    with pytest.raises(Lost, match="process ended") as dead:
        other.receive(60, lambda: False)
    assert not dead.value.hung
