"""What a race itself takes in each environment, and requirements that exclude it."""

from __future__ import annotations

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

NEEDED = {"pytest": ">=8.1", "pytest-benchmark": ">=4,<6"}
"""The versions that a race can work with."""

_VERSIONS = [f"{major}.{minor}" for major in range(20) for minor in range(30)]
"""Versions that may be, to find out whether two constraints allow a common one."""

_PYTHONS = [{"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"} for minor in range(10, 30)]
"""Pythons on which races run: what is asked for on others only excludes nothing."""


def lines() -> tuple[str, ...]:
    """Return what a race takes, as requirements."""
    return tuple(name + versions for name, versions in NEEDED.items())


def excludes(line: str) -> bool:
    """Say whether a requirement allows no version that a race can work with."""
    asked = requirement(line)
    needed = NEEDED.get(str(canonicalize_name(asked.name))) if asked else None
    if asked is None or needed is None or asked.url:
        return False
    try:
        return _excludes(asked, needed)
    except (ValueError, RecursionError):  # a marker or a version that means nothing: the installer says so
        return False


def requirement(line: str) -> Requirement | None:
    """Return what a line asks for; None for an option, an address, or what no one understands."""
    try:
        return Requirement(line)
    except (ValueError, RecursionError):
        return None


def _excludes(asked: Requirement, needed: str) -> bool:
    if asked.marker and not any(map(asked.marker.evaluate, _PYTHONS)):
        return False
    both = SpecifierSet(needed) & asked.specifier
    named = [part.version.removesuffix(".*") for part in asked.specifier]
    return not any(both.contains(version, prereleases=True) for version in [*_VERSIONS, *named])
