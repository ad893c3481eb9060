"""Hold a race from beginning to end: sides found and asked, folder opened, heats run, everything cleaned up."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec

from .. import __version__
from ..errors import PacelineError
from ..machine import affinity
from ..results.folder import RaceFolder
from ..results.records import Capacity, Pair, Race, Side
from ..results.store import Samples
from . import entry
from .capacity import capacity, usable_cores
from .conductor import Conductor
from .heat import Setting
from .recorder import Recorder
from .tasks import task_bytes, task_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conductor import Audience, Settled
    from .schedule import Pace
    from .time_limit import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceConfig:
    """All that defines a race before it begins."""

    kind: str
    sides: tuple[entry.Wanted, ...]
    pairs: tuple[Pair, ...]
    """Which sides are compared."""
    pytest_args: tuple[str, ...]
    out: Path
    pace: Pace
    limits: Limits
    timeout: float
    settled: Settled
    """Returns the cases and sides that need no further heat, a pair by its candidate, each with what to say of it."""
    parallel: int = 1
    """Heats that may run at once, a core each, while their cases compute in one thread."""
    slowdown: Callable[[str, str], float] = lambda _case, _side: 0.0
    """By what share a case is made slower on a side."""
    reference_loop: bool = False
    """Whether a reference loop is timed beside each round, for figures that are stored or compared with stored ones."""
    reference: bool = False
    """Whether speed-ups are measured: a round of a strategy has a sequential one beside it, and cores are probed."""
    parts: int = 1
    """Gates that share the error rate of one."""
    pass_env: tuple[str, ...] = ()
    """Variables that the sides get though they look like secrets."""


def run_race(config: RaceConfig, audience: Audience) -> tuple[Race, Samples]:
    """Run a new race; return its manifest and samples, which are on disk in `config.out` by then."""
    with entry.harness() as harness:
        sides, machine = entry.enter(config.sides, harness)
        folder = RaceFolder.create(config.out)
        race = Race(
            paceline=__version__,
            kind=config.kind,
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            sides=sides,
            pairs=config.pairs,
            pytest_args=config.pytest_args,
            machine=machine,
            parts=config.parts,
            pass_env=config.pass_env,
            unpinned=None if affinity() else "this system cannot bind a process to a core",
        )
        try:
            return _run(race, Samples(), folder, config, harness, audience)
        finally:
            folder.discard_if_empty()
            folder.close()


def resume(config: RaceConfig, audience: Audience) -> tuple[Race, Samples]:
    """Go on with the race in `config.out`: the same sides and cases; the limits are new, and count from now.

    Sides whose checkouts ended with the race have been laid out again, and must hold the same files as then.
    """
    folder = RaceFolder(config.out)
    race, samples = folder.load()
    with contextlib.closing(folder), entry.harness() as harness:
        folder.lock()
        if config.sides:
            race.sides = _again(race, entry.enter(config.sides, harness)[0], config.out)
        return _run(race, samples, folder, config, harness, audience)


def _again(race: Race, sides: tuple[Side, ...], place: Path) -> tuple[Side, ...]:
    """Return the race's sides, where they are now; raise `PacelineError` where they are no longer the same."""
    now = {side.name: side for side in sides}
    for side in race.sides:
        found = now.get(side.name)
        if found is None or (found.key, found.content) != (side.key, side.content):
            what = "is missing" if found is None else "has another interpreter or other files than before"
            raise PacelineError(f"side {side.name} {what}", place=place, cure="start a new race, without --resume")
    return tuple(
        msgspec.structs.replace(side, python=there.python, checkout=there.checkout, copied=there.copied)
        for side in race.sides
        for there in [now[side.name]]
    )


def _run(  # noqa: PLR0913, PLR0917 (a race has this many parts)
    race: Race, samples: Samples, folder: RaceFolder, config: RaceConfig, harness: Path, audience: Audience
) -> tuple[Race, Samples]:
    setting = Setting(
        sides=race.sides,
        pairs=race.pairs,
        harness=harness,
        pytest_args=race.pytest_args,
        pace=config.pace,
        timeout=config.timeout,
        slowdown=config.slowdown,
        reference_loop=config.reference_loop,
        pass_env=race.pass_env,
        reference=config.reference,
    )
    recorder = Recorder(race, samples, folder)
    conductor = Conductor(race, setting, recorder, audience, config.settled, parallel=config.parallel)
    cores = usable_cores()
    if config.reference:
        before = capacity(cores)
        race.capacity = Capacity(len(cores), before) if before is not None else None
    conductor.run(config.limits)
    if config.reference:
        if race.capacity is not None:
            race.capacity = Capacity(len(cores), race.capacity.before, capacity(cores))
        race.tasks, race.passed = task_seconds(race.cases), task_bytes(race.cases)
        with contextlib.suppress(OSError):  # all that was timed is there already
            folder.save(race)
    return race, samples
