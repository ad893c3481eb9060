"""The records of a race. Times are seconds, as float; a case is named by its pytest node id."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

SCHEMA = 1
"""The version of `race.json`; raised when a reader of the old one would misread the new."""

Status = Literal["failed", "skipped", "crashed", "hung", "untimed", "missing", "GIL back"]
"""Why a case has no, or no trustworthy, samples on a side: what is written; unknown words are read as `failed`."""


class Case(msgspec.Struct, frozen=True):
    """One pytest item that is benchmarked on at least one side."""

    id: str
    group: str
    """Cases of one group run one after the other: they share a pool, or a file's fixtures."""
    concurrent: bool | None = None
    """Whether it computes in more than one thread; None until that has been seen."""
    missing_on: tuple[str, ...] = ()
    """The sides that do not have it."""
    file: str | None = None
    """Where its test is written, relative to the side's working directory, with `/`; None where it is not below it."""
    line: int | None = None
    """From 1."""


class Copied(msgspec.Struct, frozen=True):
    """What a checkout was copied from: paths that lead there are mapped into the checkout."""

    top: str
    """The checkout's top folder; a side's working directory can be below it."""
    originals: tuple[str, ...]
    """The user's folders that are compared."""


class Module(msgspec.Struct, frozen=True):
    """A top-level package or module of the project, as a side has imported it."""

    place: str
    """`checkout` or `environment`, or the folder that it was imported from; several are joined by `, `."""
    extensions: tuple[str, ...] = ()
    """Those of its modules that are compiled."""


class Side(msgspec.Struct, frozen=True):
    """What is raced: one checkout in one environment on one interpreter."""

    name: str
    python: str
    """The path of its executable."""
    checkout: str
    commit: str | None
    """The commit's hash, with `+` behind it where the tree differs from it; None outside a repository."""
    interpreter: dict[str, Any]
    """What `paceline.interpreter.describe` said there."""
    packages: dict[str, str]
    """The versions of all installed distributions."""
    content: str | None = None
    """A hash of its files, where the checkout was a copy made for the race."""
    unsupported: dict[str, str] = {}
    """Cases that cannot run on this side, and why."""
    copied: Copied | None = None
    """What the checkout is a copy of; None where the user named the folder itself."""
    built: bool = False
    """Whether the environment was built for the checkout: what is installed there is imported first."""
    variables: dict[str, str] = {}
    """Those of its environment that it alone was given."""
    options: tuple[str, ...] = ()
    """Of its Python's command line."""
    modules: dict[str, Module] = {}
    """From where the project's modules came, by top-level name."""

    @property
    def key(self) -> str:
        """The identity of the side's interpreter."""
        return str(self.interpreter["key"])

    @property
    def settings(self) -> str:
        """What its Python is started with that others are not, as people write it; empty where there is nothing."""
        return " ".join([*(f"{name}={value}" for name, value in self.variables.items()), *self.options])


class Pair(msgspec.Struct, frozen=True):
    """Two sides that are compared with each other."""

    baseline: str
    candidate: str


class Problem(msgspec.Struct, frozen=True):
    """A case that went wrong on one side in one heat."""

    side: str
    case: str
    status: str
    """A `Status`; one that is not known is read as failed."""
    reason: str
    warning: str = ""
    """What the interpreter itself said of it."""

    def __post_init__(self) -> None:
        if self.status not in get_args(Status):
            msgspec.structs.force_setattr(self, "status", "failed")


class SystemLoad(msgspec.Struct, frozen=True):
    """What else the machine was doing during a heat."""

    load: float
    """The 1-minute load average at its end."""
    foreign: float | None = None
    """Share of the machine's CPU time that went to processes outside the race; None where it cannot be known."""
    steal: float | None = None
    """Share of the CPUs' time that the hypervisor gave to others."""


class Spent(msgspec.Struct):
    """Where the time of a heat went, in seconds."""

    timed: float = 0.0
    warmup: float = 0.0
    calibration: float = 0.0
    handover: float = 0.0
    reference_loop: float = msgspec.field(default=0.0, name="yardstick")
    reference: float = 0.0
    fixtures: float = 0.0
    start: float = 0.0
    end: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return float(sum(getattr(self, name) for name in self.__struct_fields__))

    def add(self, other: Spent) -> None:
        """Add another heat's seconds to these."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Heat(msgspec.Struct, frozen=True):
    """One set of fresh processes, one per side: all that is needed to repeat and to judge it."""

    number: int
    """From 1."""
    hash_seed: int
    padding: int
    """Bytes that were added to the environment, to move the stack."""
    slot: int = msgspec.field(name="lane")
    """From 0: heats that run at once have different slots."""
    roles: tuple[str, ...]
    """The sides in the order in which they were started and spoken to: drawn at random."""
    core: int | None
    """The core that single-threaded cases were pinned to."""
    started: str
    """ISO 8601, UTC."""
    seconds: float
    system_load: SystemLoad = msgspec.field(name="weather")
    spent: Spent
    complete: bool
    """Whether every open case had its rounds; false where time ran out or someone pressed Ctrl-C."""
    problems: tuple[Problem, ...] = ()


class Capacity(msgspec.Struct, frozen=True):
    """What `workers` independent processes really get of the machine, in units of one alone."""

    workers: int
    before: float
    after: float | None = None

    @property
    def most(self) -> float:
        """The most that was seen: no pool can be expected to do better."""
        return max(self.before, self.after or 0.0)


class Race(msgspec.Struct, kw_only=True):
    """The manifest of a race: `race.json`."""

    schema: int = SCHEMA
    paceline: str
    kind: str
    """The command that ran it: race, bench, gate or calibrate."""
    created: str
    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]
    """Which sides are compared; none where each stands for itself."""
    pytest_args: tuple[str, ...]
    machine: dict[str, Any]
    cases: tuple[Case, ...] = ()
    heats: tuple[Heat, ...] = ()
    capacity: Capacity | None = None
    tasks: dict[str, tuple[float, ...]] = {}
    """Seconds of each task by `WORKLOAD SIZE`: how unequal they are; only where capacity was probed."""
    passed: dict[str, int] = {}
    """Bytes of each workload's arguments and results, by `WORKLOAD SIZE` as `tasks`."""
    parts: int = 1
    """Gates that share the error rate of one: this one and those of other machines."""
    unpinned: str | None = None
    """Why single-threaded cases were not pinned to a core."""
    pass_env: tuple[str, ...] = ()
    """Names of variables that the sides got though they look like secrets."""
    notes: tuple[str, ...] = ()
    """How the sides differ, apart from what is compared."""

    @property
    def seconds(self) -> float:
        """How long its heats took; of heats that ran at once, the first counts."""
        return sum(heat.seconds for heat in self.heats if heat.slot == 0)

    def comparisons(self, case: Case) -> int:
        """Count the pairs that have the case on both sides; without pairs each case is one of its own."""
        pairs = [{pair.baseline, pair.candidate} for pair in self.pairs] or [set()]
        return sum(not pair & set(case.missing_on) for pair in pairs)

    def side(self, name: str) -> Side:
        """Return the side of that name."""
        return next(side for side in self.sides if side.name == name)
