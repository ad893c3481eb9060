"""Sets of requirements that stand in files of their own: lists of requirements, setup.py, tox's and nox's."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from .document import ini, literal, python, read, toml
from .offered_sets import Offer, offer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .request import Place

_FILES = ("*requirements*.txt", "*requirements*.in", "requirements/*.txt", "requirements/*.in")


def of_files(place: Place, folders: Sequence[Path], benchmarks: Sequence[Path]) -> Iterator[Offer]:
    """Yield the lists of requirements in these folders; beside benchmarks they are for these."""
    seen: set[Path] = set()
    for folder in dict.fromkeys((*benchmarks, *folders)):
        for path in sorted(path for pattern in _FILES for path in folder.glob(pattern)):
            if path in seen or (path.suffix == ".in" and path.with_suffix(".txt").exists()):
                continue
            seen.add(path)
            own = re.sub(r"[-_.]?requirements[-_.]?", "", path.stem)
            purpose = own or ("bench" if folder in benchmarks and folder not in folders else "")
            yield offer(place.name(path), purpose, ["-r", str(path)], place.at(folder))


def of_tox(place: Place) -> Iterator[Offer]:
    """Yield tox's environments, from any of the files that it reads."""
    root = place.folder
    for file, prefix in (("tox.ini", ""), ("setup.cfg", "tox:")):
        name = place.name(root / file)
        sections = ini(root / file, name)
        for section, values in sections.items():
            env = section.removeprefix(prefix)
            if section.startswith(f"{prefix}testenv") and (values.get("deps") or values.get("extras")):
                words = list(_tox_lines(values.get("deps", ""), sections, root, set()))
                extras = tuple(re.split(r"[\s,]+", values.get("extras", "").strip())) if values.get("extras") else ()
                purpose = env.removeprefix("testenv").lstrip(":") or "test"
                yield offer(f"[{section}] of {name}", purpose, words, place, extras)
    for file, keys in (("pyproject.toml", ("tool", "tox")), ("tox.toml", ())):
        document = toml(root / file, place.name(root / file))
        named: list[tuple[tuple[str, ...], str]] = [(("env", env), env) for env in document.table(*keys, "env")]
        for table, purpose in [(("env_run_base",), "test"), *named]:
            deps = [item for item in document.items(*keys, *table, "deps") if isinstance(item, str)]
            if deps:
                yield offer(f"tox environment {purpose} of {document.name}", purpose, deps, place)


def _tox_lines(text: str, sections: dict[str, dict[str, str]], root: Path, seen: set[str]) -> Iterator[str]:
    """Yield requirements, with those of each value that is referred to, once."""
    for line in text.splitlines():
        stripped = re.sub(r"(^|\s)#.*$", "", line).strip()
        reference = re.fullmatch(r"\{\[(.+?)\](\w+)\}", stripped)
        if reference:
            inner = "" if stripped in seen else sections.get(reference[1], {}).get(reference[2], "")
            seen.add(stripped)
            yield from _tox_lines(inner, sections, root, seen)
        elif stripped and not re.match(r"[\w{},!.*-]+:\s", stripped):  # such a line is for some environments only
            text = stripped.replace("{toxinidir}", str(root)).replace("{tox_root}", str(root))
            yield re.sub(r"^(-[rce])\s+", r"\1", text)


def of_nox(place: Place) -> Iterator[Offer]:
    """Yield what the sessions of a noxfile install, where it is literal."""
    path = place.folder / "noxfile.py"
    tree = _tree(path, place)
    constants = _constants(tree)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(map(_is_session, function.decorator_list)):
            words = [word for call in ast.walk(function) for word in _installed(call, constants)]
            if not all(word.startswith("paceline") for word in words):  # what starts a gate is nothing that it measures
                purpose = function.name
                yield offer(f"nox session {purpose} of {place.name(path)}", purpose, words, place)


def _is_session(decorator: ast.expr) -> bool:
    """Say whether a name in it speaks of a session, such as `nox.session`."""
    names = (getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(decorator))
    return any("session" in str(name) for name in names)


def _installed(node: ast.AST, constants: dict[str, Any]) -> list[str]:
    """Return the literal arguments of a call of `session.install`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "install"):
        return []
    found: list[str] = []
    for argument in node.args:
        plain = argument.value if isinstance(argument, ast.Starred) else argument
        value = constants.get(plain.id) if isinstance(plain, ast.Name) else literal(plain)
        found += [value] if isinstance(value, str) else [one for one in value or () if isinstance(one, str)]
    return found


def of_setup(place: Place) -> Iterator[Offer]:
    """Yield the extras that a setup.py names literally."""
    path = place.folder / "setup.py"
    tree = _tree(path, place)
    constants = _constants(tree)
    keywords = (word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords)
    for keyword in keywords:
        if keyword.arg == "extras_require":
            value = keyword.value
            table = constants.get(value.id) if isinstance(value, ast.Name) else literal(value)
            for name, words in table.items() if isinstance(table, dict) else ():
                texts = [words] if isinstance(words, str) else words if isinstance(words, list | tuple) else []
                yield offer(f"extra {name} of {place.name(path)}", str(name), map(str, texts), place, [str(name)])


def _tree(path: Path, place: Place) -> ast.Module:
    return python(read(path, place.name(path)) or "")


def _constants(tree: ast.Module) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = literal(node.value)
    return found
