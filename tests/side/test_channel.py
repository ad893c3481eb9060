from __future__ import annotations

import contextlib
import json
import socket
import threading
import time

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


@pytest.mark.parametrize("said", [b"", b"[1]\n", b"no JSON\n", b'{"key": 1, "side": []}\n', b"x" * 70_000])
def test_a_stranger_keeps_nobody_waiting(listener, said):
    """One that says nothing, or what is no hello, is heard beside all others, and costs no time."""
    address = json.loads(listener.invitation("a"))["address"]
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(address)
        stranger.sendall(said)
        friend = call(listener.invitation("b"))
        began = time.monotonic()
        hello, conductor = listener.accept(5)
    assert hello["side"] == "b"
    assert time.monotonic() - began < 4
    friend.close()
    conductor.close()


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


@pytest.mark.parametrize("said", [b"{\n", b"[1]\n", b"null\n", b"\xff\n", b"[" * 100_000 + b"\n"])
def test_what_is_no_message_is_a_loss(line, said):
    """The conductor goes on without who says it, and knows why."""
    one, other = line
    one._socket.sendall(said)
    with pytest.raises(Lost) as lost:
        other.receive(5)
    assert lost.value.garbled


def test_half_a_character_is_replaced(line):
    """No file could hold it."""
    one, other = line
    one.send({"id": "\ud800 \U0001f600"})
    assert other.receive(5) == {"id": "? \U0001f600"}


def test_a_flood_without_a_line_ends_in_time(line):
    """The deadline counts while something comes, too."""
    one, other = line
    over = threading.Event()

    def flood() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                one._socket.sendall(b"x" * 1000)
                time.sleep(0.001)

    thread = threading.Thread(target=flood)
    thread.start()
    with pytest.raises(Lost) as lost:
        other.receive(0.2)
    over.set()
    other.close()
    thread.join()
    assert lost.value.hung


def test_a_message_has_a_longest(line, monkeypatch):
    """What is longer fills no memory."""
    monkeypatch.setattr(Channel.hear, "__defaults__", (1000,))
    one, other = line
    one._socket.sendall(b"x" * 2000)
    with pytest.raises(Lost) as lost:
        other.receive(5)
    assert lost.value.garbled


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
