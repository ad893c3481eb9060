"""Everything that the page shows of a race, gathered once: charts, table, headline and files read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...results.records import Pair
from . import forest, headline, heats, places, rounds
from .measures import Measures, measure
from .programs import lines, tasks
from .records import columns
from .scales import Reach, Scales, reach, scales
from .theme import Look, looks

if TYPE_CHECKING:
    from ...judge.bench.builds import Best
    from ...judge.bench.judgement import Answer, BenchJudgement
    from ...judge.policy import Policy
    from ...results.records import Race
    from ...results.store import Samples
    from ...tutorial.records import Programs
    from .records import CaseRow, HeatRow, SideRow, SpentRow, VerdictRow


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to show."""

    race: Race
    sides: list[SideRow]
    cases: list[CaseRow]
    groups: list[str]
    strategies: list[str]
    """Of the cases."""
    looks: dict[str, Look]
    """By strategy: the cases' first, then those of the programs alone."""
    measures: Measures
    scales: Scales
    verdicts: list[VerdictRow]
    spent: list[SpentRow]
    heats: list[HeatRow]
    programs: Programs | None
    """What the tutorial's programs did, where they were run."""
    answers: tuple[Answer, ...]
    builds: tuple[Best, ...]
    title: str
    subtitle: str

    @property
    def pairs(self) -> list[str]:
        """The titles of the pairs that have rows."""
        return list(dict.fromkeys(row.pair for row in self.verdicts))

    def verdict_axis(self, pair: str) -> Reach:
        """Return the axis of a pair's forest: all ratios, and the margins twice over."""
        mine = [row for row in self.verdicts if row.pair == pair]
        return reach([row.ratio for row in mine], around=1 + 2 * max(row.margin for row in mine))


def gather(  # noqa: PLR0913 (a page shows all of it)
    race: Race,
    samples: Samples,
    judgement: BenchJudgement,
    *,
    verdicts: forest.Verdicts | None = None,
    policy: Policy | None = None,
    programs: Programs | None = None,
) -> Content:
    """Compute what the page shows; `verdicts` are a gate's, else those on the interpreters are shown: see `forest`."""
    sides, cases = places.sides(race), places.cases(race)
    if verdicts is None:
        verdicts = {Pair(one.reference, one.side): one.verdicts for one in judgement.versions}
    measures = measure(race, samples, cases, judgement)
    rows = forest.forest(race, samples, cases, verdicts=verdicts, policy=policy)
    title, subtitle = headline.headline(judgement.answers, sides, rows if race.pairs else [])
    strategies = places.strategies(cases)
    others = [program.strategy for program in programs.programs] if programs else []
    return Content(
        race=race,
        sides=sides,
        cases=cases,
        groups=places.groups(cases),
        strategies=strategies,
        looks=looks([*dict.fromkeys([*strategies, *others])]),
        measures=measures,
        scales=scales(measures, cases, sides, race.capacity.most if race.capacity else 1.0),
        verdicts=rows,
        spent=heats.spent(race),
        heats=heats.heats(race),
        programs=programs,
        answers=judgement.answers,
        builds=judgement.builds,
        title=title,
        subtitle=subtitle,
    )


def embedded(content: Content, samples: Samples, specs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the page's scripts read, as it is embedded: rows in columns, each fact once."""
    packed, every = rounds.pack(content.race, samples, content.measures.times)
    measures, axes = content.measures, content.scales
    return {
        "sides": columns(content.sides),
        "cases": columns(content.cases),
        "groups": content.groups,
        "strategies": content.strategies,
        "figures": columns(measures.figures),
        "ratios": columns(measures.ratios),
        "crossings": columns(measures.crossovers),
        "labels": columns(axes.labels),
        "verdicts": columns(content.verdicts),
        "spent": columns(content.spent),
        "heats": columns(content.heats),
        "tasks": columns(tasks(content.programs)) if content.programs else {},
        "programs": columns(lines(content.programs)) if content.programs else {},
        "axes": {
            "speedup": {group: axis.as_json() for group, axis in axes.speedup.items()},
            "ratio": {f"{reference} {group}": axis.as_json() for (group, reference), axis in axes.ratio.items()},
            "verdict": {pair: content.verdict_axis(pair).as_json() for pair in content.pairs},
        },
        "rounds": {f"{cell.case} {cell.side}": cell.as_json() for cell in packed},
        "step": rounds.STEP,
        "every": every,
        "specs": specs,
    }
