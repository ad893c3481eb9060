"""What the page's template shows without any script: the answers, the conditions, and how strategies look."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..bench.builds import build_tables
from ..bench.words import certainty
from ..conditions import conditions, problems
from ..units import count, rounded
from . import programs

if TYPE_CHECKING:
    from ...judge.bench.judgement import Answer
    from .content import Content

_GLYPHS = {
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "diamond": "◆",
    "cross": "✚",
    "triangle-right": "▶",
    "triangle-left": "◀",
}


def compose(content: Content) -> dict[str, Any]:
    """Return what the template names; it escapes all text."""
    return {
        "title": f"{content.title} · paceline",
        "headline": content.title,
        "subtitle": content.subtitle,
        "about": _about(content),
        "answers": {} if content.race.pairs else _answers(content),
        "builds": list(build_tables(content.builds, every=True)),
        "programs": programs.about(content.programs) if content.programs else "",
        "bound": programs.bound(content.programs) if content.programs else "",
        "pairs": content.race.pairs,
        "strategies": content.strategies,
        "sides": content.sides,
        "conditions": [*problems(content.race), *conditions(content.race)],
        "version": content.race.paceline,
        "glyph": partial(glyph, content),
    }


def _about(content: Content) -> str:
    race = content.race
    cpu, cpus = race.machine.get("cpu"), race.machine.get("usable_cpus")
    parts = [
        f"paceline {race.kind}",
        race.created[:16].replace("T", " "),
        count(len(content.sides), "side"),
        count(len(content.cases), "case"),
        count(len(content.heats), "heat"),
        *([str(cpu)] if cpu else []),
        *([count(int(cpus), "usable CPU")] if cpus else []),
    ]
    return " · ".join(parts)


def _answers(content: Content) -> dict[str, list[dict[str, Any] | None]]:
    """Return a row of answers for each workload, in the order of the sides; None where a side did not measure it."""
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for answer in content.answers:
        rows.setdefault(answer.workload, {})[answer.side] = _answer(answer)
    return {workload: [row.get(side.name) for side in content.sides] for workload, row in rows.items()}


def _answer(answer: Answer) -> dict[str, Any]:
    said, bracket, interval = certainty(answer).partition(" (")
    gain = answer.speedup
    return {
        "winners": answer.winners,
        "speedup": gain,
        "gain": rounded(gain.value, gain.doubt) if gain else "",
        "said": said,
        "interval": f"({interval}" if bracket else "",
    }


def glyph(content: Content, strategy: str) -> Markup:
    """Return a strategy's shape in its colour; the name stands beside it."""
    number = list(content.looks).index(strategy)
    mark = _GLYPHS[content.looks[strategy].shape]
    return Markup('<span class="glyph" style="color:var(--s{})" aria-hidden="true">{}</span>').format(number, mark)
