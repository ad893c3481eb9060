"""The versions that a project's lock file names: both sides take them where the requirements allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from ...errors import PacelineError
from .document import toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .request import Place

_FILES = ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")

_OURS = {"editable", "virtual", "directory", "path"}
"""Where a package of the repository itself comes from."""


def locked(place: Place) -> dict[str, tuple[str, ...]]:
    """Return constraints by name from the nearest lock file; a lock that cannot be read binds nobody."""
    for folder in (place.folder, *place.folder.parents):
        if not folder.is_relative_to(place.root):
            return {}
        for name in _FILES:
            if (folder / name).is_file():
                try:
                    document = toml(folder / name, place.name(folder / name))
                    return _constraints(document.data.get("package") or document.data.get("packages") or [])
                except PacelineError:
                    return {}
    return {}


def _constraints(packages: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    plain = [package for package in packages if isinstance(package, dict)] if isinstance(packages, list) else []
    names = [canonicalize_name(str(package.get("name", ""))) for package in plain]
    for name, package in zip(names, plain, strict=True):
        markers = package.get("resolution-markers") or package.get("marker") or []
        markers = markers if isinstance(markers, list) else [markers]
        identified = names.count(name) == 1 or markers
        version = package.get("version")
        if isinstance(version, str) and identified and not _local(package):
            marker = " or ".join(f"({marker})" for marker in markers) if names.count(name) > 1 else ""
            found.setdefault(name, []).append(f"{name}=={version}" + (f" ; {marker}" if marker else ""))
    return {name: tuple(lines) for name, lines in found.items()}


def _local(package: Mapping[str, Any]) -> bool:
    source = package.get("source")
    kinds = {*package, *(source if isinstance(source, dict) else ())}
    return bool(_OURS & kinds) or (isinstance(source, dict) and source.get("type") == "directory")
