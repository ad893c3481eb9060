"""Strategies of hypothesis that make valid content odd: as a tree (JSON, TOML), as a text, and as bytes."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import tomllib
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LONG = "a" * 10**5
_DEEP, _HUGE = "@deep@", "@huge@"
_VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 2**63, -(2**64), 10**400, _HUGE, 0.5, -0.5, 1e-320, 1e308, -1e308),
    *(
        float("nan"),
        float("inf"),
        -float("inf"),
        "",
        " ",
        "x",
        "\0",
        "\n",
        "\ud800",
        _LONG,
        "../..",
        "~nobody/x",
        "%s{0}",
    ),
    *("=cmd()", "[x]", "-", "²", "1" * 5000, _DEEP, [], [[]], [None], [1, "x"], {}, {"": {}}, {"x": None}, {_LONG: 1}),
]
_WORDS = ["", "\0", "\n", "\t", " ", "\ud800", "\ufeff", "²", _LONG, "1" * 5000, "nan", "-1", "0", "1e999", "~nobody"]
_WORDS += ["/", "../..", "\\", '"', "'", "[", "]", "{", "}", "=", "@", "#", ";", "$", "-r", "-e", "file:", "%(x)s"]
_WORDS += [
    "[" * 10**5,
    "(" * 300,
    "{" * 300,
    "-" * 5000 + "1",
    "f(" * 5000,
    "a." * 5000 + "b",
    "x and " * 5000,
    "1+" * 5000 + "1",
]


def odd(content: bytes, name: str) -> st.SearchStrategy[bytes]:
    """Return a strategy of variants of a file's content."""
    ways = [_bytes(content), _text(content), _text(content)]
    form = next((each for end, each in _FORMS.items() if name.endswith(end)), None)
    try:
        trees = [_tree(form[0](content), form[1])] * 4 if form else []
    except (ValueError, RecursionError):
        trees = []  # it is odd already, and no tree any more
    return st.one_of(*trees, *ways)


@st.composite
def _tree(draw: st.DrawFn, tree: Any, write: Callable[[Any], str]) -> bytes:
    holder = [json.loads(json.dumps(tree))]
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(holder))
        parent, key = places[draw(st.integers(0, len(places) - 1))]
        way = draw(st.integers(0, 9))
        if way == 0 and parent is not holder:
            del parent[key]
        elif way == 1:
            other, at = places[draw(st.integers(0, len(places) - 1))]
            parent[key] = json.loads(json.dumps(other[at]))
        elif way == 2 and isinstance(parent, list) and parent is not holder:
            parent.append(parent[key])
        elif way == 3 and isinstance(parent, dict):
            parent[draw(st.sampled_from(_WORDS))] = parent.pop(key)
        else:
            parent[key] = deepcopy(draw(st.sampled_from(_VALUES)))
    return (
        write(holder[0])
        .replace(f'"{_DEEP}"', "[" * 10**5 + "]" * 10**5)
        .replace(f'"{_HUGE}"', "1" * 5000)
        .encode("utf-8", "surrogatepass")
    )


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    queue = [holder]
    while queue:
        parent = queue.pop()
        for key in list(parent) if isinstance(parent, dict) else range(len(parent)):
            yield parent, key
            if isinstance(parent[key], (dict, list)):
                queue.append(parent[key])


@st.composite
def _text(draw: st.DrawFn, content: bytes) -> bytes:
    words = re.findall(r"\w+|\W", content.decode("utf-8", "replace")) or [""]
    index = st.integers(0, len(words) - 1)
    for _ in range(draw(st.integers(1, 4))):
        at, way = draw(index), draw(st.integers(0, 3))
        words[at] = [draw(st.sampled_from(_WORDS)), words[draw(index)], "", words[at] * 2][way]
    return "".join(words).encode("utf-8", "surrogatepass")


@st.composite
def _bytes(draw: st.DrawFn, content: bytes) -> bytes:
    at, to = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
    ways: Sequence[Callable[[], bytes]] = (
        lambda: content[:at],
        lambda: (
            content[:at] + bytes([content[at] ^ 1 << draw(st.integers(0, 7))]) + content[at + 1 :]
            if at < len(content)
            else b""
        ),
        lambda: content[:at] + draw(st.binary(max_size=8)) + content[to:],
        lambda: content[:to] + content[at:],
        lambda: draw(st.binary(max_size=200)),
    )
    return ways[draw(st.integers(0, len(ways) - 1))]()


def _json(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False)


def _escaped(tree: Any) -> str:
    return json.dumps(tree)


def _lines(tree: Any) -> str:
    return "".join(f"{_escaped(each)}\n" for each in tree) if isinstance(tree, list) else _escaped(tree)


def _toml(tree: Any) -> str:
    if not isinstance(tree, dict):
        return _value(tree)
    return "".join(f"{json.dumps(key, ensure_ascii=False)} = {_value(value)}\n" for key, value in tree.items())


def _value(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {_value(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case float():
            return repr(value)
        case None:
            return '""'
    return json.dumps(value, ensure_ascii=False)


_FORMS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], str]]] = {
    ".json": (json.loads, _json),
    ".jsonl": (lambda content: [json.loads(line) for line in content.splitlines()], _lines),
    ".toml": (lambda content: tomllib.loads(content.decode()), _toml),
    ".lock": (lambda content: tomllib.loads(content.decode()), _toml),
}
