"""What a suite says of its cases, in short and in what JSON has words for: parameters can be anything, of any size."""

from __future__ import annotations

import math
from enum import Enum
from itertools import islice
from numbers import Integral, Rational, Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEXT = 1000
"""Characters of a text that are kept."""

_ITEMS = 100
"""Items of a collection that are kept."""

_DEPTH = 6

_ALL = 4000
"""Characters of all that one case says, about."""

_INTEGER = 2**63
"""Integers below it fit readers of JSON."""

_SHORT = frozenset({"datetime", "decimal", "fractions", "pathlib", "uuid"})
"""Modules whose objects have a short `str`."""


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it: what it has no word for is described, what is long is cut."""
    try:
        return _Plainer().plain(value, _DEPTH)
    except Exception as error:  # noqa: BLE001 (a suite's own classes can do anything when they are looked at)
        return f"not described: {type(error).__name__}"


def text(value: str, most: int = _TEXT) -> str:
    """Return a text that UTF-8 can hold, cut where it is long."""
    held = value[:most].encode("utf-8", "backslashreplace").decode()
    return held if len(value) <= most else f"{held}… ({len(value)} characters)"


class _Plainer:
    """Turns one value plain, as long as there is room."""

    def __init__(self) -> None:
        self._room = _ALL

    def plain(self, value: Any, depth: int) -> Any:
        """Return the value, `depth` levels of it."""
        if isinstance(value, (dict, list, tuple, set, frozenset)):
            return self._collection(value, depth)
        said = _scalar(value)
        self._room -= len(said) if isinstance(said, str) else 8
        return said

    def _collection(self, value: Any, depth: int) -> Any:
        most = _ITEMS if depth and self._room > 0 else 0
        left = f"… ({len(value)} items)"
        if isinstance(value, dict):
            said = {self._key(key): self.plain(item, depth - 1) for key, item in self._some(value.items(), most)}
            return {**said, "…": left} if len(said) < len(value) else said
        items = [self.plain(item, depth - 1) for item in self._some(value, most)]
        return [*items, left] if len(items) < len(value) else items

    def _some(self, items: Iterable[Any], most: int) -> Iterable[Any]:
        for item in islice(items, most):
            if self._room <= 0:
                return
            yield item

    def _key(self, value: Any) -> str:
        parts = value if isinstance(value, (tuple, frozenset)) else (value,)
        said = text(", ".join(str(_scalar(part)) for part in islice(parts, _ITEMS)), 200)
        self._room -= len(said)
        return said


def _scalar(value: Any) -> Any:
    """Return one thing that holds no others."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return text(f"{type(value).__qualname__}.{value.name}")
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Integral):  # NumPy's too
        return _integer(int(value))
    if isinstance(value, Real) and not isinstance(value, Rational):
        return _float(float(value))
    return text(_described(value))


def _integer(value: int) -> int | str:
    if abs(value) < _INTEGER:
        return value
    return str(value) if value.bit_length() < 1024 else f"an integer of {value.bit_length()} bits"


def _float(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _described(value: Any) -> str:
    """Describe what is neither text nor number; its own `repr` may be anything, and of any length."""
    if isinstance(value, (bytes, bytearray)):
        return f"{bytes(value[:50])!r}" + (f"… ({len(value)} bytes)" if len(value) > 50 else "")
    if isinstance(value, (complex, range)) or type(value).__module__.split(".")[0] in _SHORT:
        return str(value)
    name = getattr(value, "__qualname__", None)  # a function's or a class's
    return name if isinstance(name, str) else f"<{type(value).__module__}.{type(value).__qualname__}>"
