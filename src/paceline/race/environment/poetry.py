"""Poetry's requirements, in the words of PEP 440 and PEP 508."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import Document


_LONGEST = 18
"""Digits of a number in a version: Python makes no int of thousands."""


def requirements(document: Document, *keys: str) -> list[str]:
    """Return the requirements of a table of Poetry's; optional ones are left out."""
    found = []
    for name, value in document.table(*keys).items():
        if name.lower() == "python":
            continue
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, (str, dict)):
                raise document.wrong((*keys, name), "a version or a table")
            line = _line(name, {"version": one} if isinstance(one, str) else one)
            if line:
                found.append(line)
    return found


def _line(name: str, value: dict[str, Any]) -> str:
    if value.get("optional"):
        return ""
    extras = f"[{','.join(map(str, value['extras']))}]" if isinstance(value.get("extras"), list) else ""
    marker = _marker(value)
    if "path" in value:
        return f"{value['path']}{extras}"
    if "git" in value:
        at = value.get("rev") or value.get("tag") or value.get("branch")
        return f"{name}{extras} @ git+{value['git']}{f'@{at}' if at else ''}{marker}"
    if "url" in value:
        return f"{name}{extras} @ {value['url']}{marker}"
    return f"{name}{extras}{specifier(str(value.get('version', '*')))}{marker}"


def _marker(value: dict[str, Any]) -> str:
    found = [f"({value['markers']})"] if value.get("markers") else []
    versions = specifier(str(value["python"])) if value.get("python") else ""
    for part in filter(None, versions.split(",")):
        match = re.fullmatch(r"([<>=!~]+)(.+)", part)
        if match:
            found.append(f"python_version {match[1]} '{match[2]}'")
    return f" ; {' and '.join(found)}" if found else ""


def specifier(text: str) -> str:
    """Return a version constraint of Poetry's as PEP 440 has it; alternatives (`||`) allow any version."""
    if "|" in text:
        return ""
    spaced = re.sub(r"([<>=!~^]) ", r"\1", " ".join(text.replace(",", " ").split()))
    parts = [_part(part) for part in re.split(r" (?=[\^~<>=!*\d])", spaced)]
    return ",".join(filter(None, parts))


def _part(text: str) -> str:
    if text in {"", "*"}:
        return ""
    if text.startswith(("^", "~")) and not text.startswith("~="):
        version = text[1:]
        numbers = [int(number[:_LONGEST]) for number in re.findall(r"[0-9]+", re.split(r"[^0-9.]", version)[0])]
        if not numbers:
            return ""
        return f">={version},<{_next(numbers, caret=text[0] == '^')}"
    return text if text[0] in "<>=!~" else f"=={text}"


def _next(numbers: list[int], *, caret: bool) -> str:
    """Return the first version that a caret or a tilde excludes."""
    if caret:
        at = next((place for place, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        at = min(1, len(numbers) - 1)
    return ".".join(str(number) for number in [*numbers[:at], numbers[at] + 1])
