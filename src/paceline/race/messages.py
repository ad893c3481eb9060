"""What a side may say: a message of another form is that side's loss, and never the conductor's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from ..gil import State  # noqa: TC001 (msgspec reads it)
from ..results.benchmarkjson import are_times
from ..results.records import Case  # noqa: TC001 (msgspec reads it)
from ..side.channel import Lost
from .answers import check_depth
from .laidout import Origins  # noqa: TC001

if TYPE_CHECKING:
    from ..side.channel import Message

_Kind = TypeVar("_Kind", bound=msgspec.Struct)

Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Roster(msgspec.Struct):
    """What a side has collected."""

    cases: list[Case]
    unsupported: dict[str, str]
    files: dict[str, list[str]]
    broken: dict[str, str]
    left_out: list[Case]
    plain: Count
    deselected: Count
    origins: Origins
    absent: list[str] = []
    skipped: dict[str, str] = {}


class Parting(msgspec.Struct):
    """What a side says at its end."""

    origins: Origins


class Round(msgspec.Struct):
    """One round. Its `wall` is by the test's own timer, which may say anything: see `odd`."""

    wall: float
    cpu: Seconds
    delay: Seconds
    switches: Count
    iterations: Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Found(msgspec.Struct):
    """What a side found of a case's function."""

    seconds: Seconds
    calls: Count
    needed: Count

    def __post_init__(self) -> None:
        if self.calls and not self.seconds:
            raise ValueError("a call that takes no time")


class _News(msgspec.Struct, kw_only=True):
    """What goes with each ask: all that was measured since the one before."""

    round: Round | UnsetType = UNSET
    warmed: Seconds = 0.0
    calibrating: Seconds = 0.0
    reference_loop: tuple[Seconds, Seconds] | UnsetType = UNSET
    reference: tuple[Seconds, Seconds] | UnsetType = UNSET
    again: bool = False


class AskRound(_News):
    """It asks for the turn to run one round."""

    ask: Literal["round"]
    workers: Count
    """Threads and processes that are seen to compute what the case hands out."""


class AskPlan(_News):
    """It asks how a case is to be run."""

    ask: Literal["plan"]
    found: Found
    shortest: Seconds
    paired: bool


class End(_News):
    """A case is over."""

    end: Literal[True]
    outcome: Literal["passed", "skipped", "failed"]
    reason: str
    gil: State | None
    """None where the build always has a GIL."""
    warned: str
    """What the interpreter itself said of a GIL that was turned on; empty where it said nothing."""
    record: dict[str, Any] | None
    concurrent: bool | None
    memory: Count | None = None
    ask: UnsetType = UNSET
    """Who is at the end asks for nothing."""

    def __post_init__(self) -> None:
        check_depth(self.record)


def checked(message: Message, kind: type[_Kind]) -> _Kind:
    """Return the message as what it should be; raise `Lost` where it is not."""
    try:
        return msgspec.convert(message, kind)
    except msgspec.ValidationError as error:
        raise Lost(f"it sent an invalid message ({error})", garbled=True) from error


def check_reply(message: Message, *, explored: bool) -> None:
    """Raise `Lost` where this is no answer to a turn; a side that was to explore must have found something."""
    if "end" in message:
        checked(message, End)
    elif message.get("ask") != "plan":
        checked(message, AskRound)
    elif not checked(message, AskPlan).found.calls and explored:
        raise Lost("it sent an invalid message (it did not call the function, as it should)", garbled=True)


def odd(message: Message) -> str | None:
    """Return why the round in a message is none; None where it is one, or there is none."""
    wall = message["round"]["wall"] if "round" in message else 1.0
    return (
        None if are_times([wall]) else f"its timer gave {wall:g} s for a round: choose another with --benchmark-timer"
    )
