from __future__ import annotations

import json
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

import pytest

from paceline.side.plain import plain

NESTED: list[Any] = []
for _ in range(20_000):
    NESTED = [NESTED]
CYCLE: list[Any] = []
CYCLE.append(CYCLE)


class Hostile:
    """An object that cannot be looked at."""

    def __repr__(self) -> str:
        raise RuntimeError

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)


class Colour(Enum):
    """An enumeration."""

    RED = 1


ODD = {
    "tuple keys": {("a", "b"): 1.0},
    "nested": NESTED,
    "cyclic": CYCLE,
    "surrogate": "caf\udce9" * 500,
    "digits": 10**5000 + 7,
    "not a number": float("nan"),
    "large": list(range(1_000_000)),
    "wide": {str(number): "x" * 900 for number in range(1000)},
    "hostile": {"it": Hostile()},
    "bytes": b"\xff" * 100_000,
    "mixed": {1: {2, 3}, None: range(5), "path": PurePosixPath("a"), "kind": Hostile, "colour": Colour.RED},
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_what_json_cannot_hold_is_made_plain_and_short(value: Any):
    """Whatever a suite says of a case comes out as a few kB of strict JSON in UTF-8."""
    said = json.dumps(plain(value), allow_nan=False, ensure_ascii=False).encode()
    assert len(said) < 12_000


@pytest.mark.parametrize("value", [{"a": [1, -2.5, "é", None, True]}, "x" * 1000, 2**62, [[["deep"]]]])
def test_what_json_can_hold_stays(value: Any):
    """Numbers, texts and tables of ordinary size stay as they are."""
    assert plain(value) == value
