"""What a project asks for in its pyproject.toml, checked: profile, error rate, and thresholds for single cases."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..errors import PacelineError
from ..results import caseid
from ..text import shown
from .profile import PROFILES, Margins, Profile, profile_named

ALPHA = 0.05
"""Chance of any false alarm in a whole run."""

_LEAST = 1e-9
"""The smallest error rate: no number of heats gives the evidence for less."""

_PLACE = "pyproject.toml: tool.paceline"

_LONG = 80
"""Characters of a wrong value that are shown."""

_LONGEST = 1e9
"""Seconds that no budget has."""

_KEYS = ("profile", "alpha", "budget", "thresholds")
_THRESHOLD_KEYS = ("tolerance", "margin")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Other margins for the cases that `pattern` names: a case id, a strategy, or a glob with * and ? over ids."""

    pattern: str
    tolerance: float | None = None
    margin: float | None = None

    def over(self, margins: Margins) -> Margins:
        """Replace what this threshold sets."""
        tolerance = margins.tolerance if self.tolerance is None else self.tolerance
        margin = margins.margin if self.margin is None else self.margin
        try:
            return Margins(tolerance, margin)
        except PacelineError as error:
            place = f'{_PLACE}.thresholds."{self.pattern}"'
            raise PacelineError(error.problem, place=place, cure=error.cure) from None


@dataclass(frozen=True, slots=True)
class Policy:
    """How a race is judged: the profile, the error rate over the whole grid, and single cases' margins."""

    profile: Profile = PROFILES["default"]
    alpha: float = ALPHA
    budget: float | None = None
    thresholds: tuple[Threshold, ...] = ()

    def margins(self, case: str, *, strategy: str | None = None, concurrent: bool = False) -> Margins:
        """Give a case's margins: its own id's threshold, else its strategy's, else that of the first pattern."""
        margins = self.profile.concurrent if concurrent else self.profile.sequential
        by_name = {threshold.pattern: threshold for threshold in self.thresholds}
        found = by_name.get(case) or by_name.get(strategy or "")
        if found is None:
            found = next((t for t in self.thresholds if caseid.matches(case, t.pattern)), None)
        return margins if found is None else found.over(margins)


def read_policy(
    table: Mapping[str, object],
    *,
    profile: str | None = None,
    place: str = _PLACE,
    others: Collection[str] = (),
) -> Policy:
    """Read the table `[tool.paceline]`; `others` are its keys that belong to other rooms.

    `profile` is the command line's and goes before the table's. Shares are numbers below 1 or strings in percent:
    0.02 and "2 %" are the same. Raises PacelineError with the place of the first unknown key or wrong value, and with
    what is allowed there.
    """
    _known(table, (*_KEYS, *others), place)
    name = profile if profile is not None else _text(table.get("profile", "default"), f"{place}.profile")
    chosen = profile_named(name, place=None if profile is not None else f"{place}.profile")
    alpha = _share(table.get("alpha", ALPHA), f"{place}.alpha")
    if not _LEAST <= alpha <= 0.5:
        raise PacelineError(
            f"an error rate of {alpha:g} is not allowed", place=f"{place}.alpha", cure="use a share such as 0.05"
        )
    budget = None if "budget" not in table else _seconds(table["budget"], f"{place}.budget")
    thresholds = _thresholds(table.get("thresholds", {}), f"{place}.thresholds")
    for threshold in thresholds:
        _fits(threshold, chosen)
    return Policy(chosen, alpha, budget, thresholds)


def _fits(threshold: Threshold, profile: Profile) -> None:
    """Raise where a threshold fits no case: now, and not when the first such case is judged, in an hour."""
    try:
        threshold.over(profile.sequential)
    except PacelineError:
        threshold.over(profile.concurrent)


def _thresholds(value: object, place: str) -> tuple[Threshold, ...]:
    found = []
    for pattern, settings in _table(value, place).items():
        here = f'{place}."{pattern}"'
        known = _table(settings, here)
        _known(known, _THRESHOLD_KEYS, here)
        if not known:
            raise PacelineError("an empty threshold", place=here, cure=f"set {' or '.join(_THRESHOLD_KEYS)}")
        shares = {key: _share(known[key], f"{here}.{key}") for key in known}
        found.append(Threshold(pattern, **shares))
    return tuple(found)


def _known(table: Mapping[str, object], keys: Collection[str], place: str) -> None:
    for key in table:
        if key not in keys:
            raise PacelineError(f"unknown key {key!r}", place=f"{place}.{key}", cure=f"allowed: {', '.join(keys)}")


def _table(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PacelineError(f"{_quoted(value)} is not a table", place=place)
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise PacelineError(f"{_quoted(value)} is not a string", place=place)
    return value


def _seconds(value: object, place: str) -> float:
    number = value
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*s\s*", value)):
        number = float(found[1])
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 < number < _LONGEST:
        raise PacelineError(f"{_quoted(value)} is not a time", place=place, cure='write seconds: 30 or "30 s"')
    return float(number)


def _share(value: object, place: str) -> float:
    number = value
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value)):
        number = float(found[1]) / 100.0
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number < 1:
        raise PacelineError(f"{_quoted(value)} is not a share", place=place, cure='write 0.02 or "2 %"')
    return float(number)


def _quoted(value: object) -> str:
    """Return a value as it was written, shortened; Python does not write out integers of any length."""
    try:
        return shown(repr(value), _LONG)
    except ValueError:
        return "this integer"
