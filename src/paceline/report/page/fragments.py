"""The parts of the page that need no script: the answer, the grid of answers, conditions. All text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..conditions import conditions, problems
from ..units import count, times
from . import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .content import Content
    from .headline import Answer

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


def compose(content: Content) -> dict[str, str]:
    """Return the parts by name."""
    return {
        "headline": escape(content.title),
        "subtitle": escape(content.subtitle),
        "about": escape(_about(content)),
        "answers": _answers(content),
        "programs": escape(programs.about(content.programs)) if content.programs else "",
        "bound": escape(programs.bound(content.programs)) if content.programs else "",
        "legend": "".join(_legend(content)),
        "sides": _sides(content),
        "conditions": "".join(_conditions(content)),
        "version": escape(content.race.paceline),
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


def _answers(content: Content) -> str:
    """Return the grid of answers; empty where no workload has sizes, or where another question was asked."""
    found = {(answer.group, answer.side): answer for answer in content.answers}
    groups = [group for group in content.groups if any(key[0] == group for key in found)]
    if not groups or content.race.pairs:
        return ""
    head = "".join(f'<th scope="col">{escape(side.name)}</th>' for side in content.sides)
    rows = [
        f'<tr><th scope="row">{escape(group)}</th>'
        + "".join(_answer(content, found.get((group, side))) for side in range(len(content.sides)))
        + "</tr>"
        for group in groups
    ]
    return (
        '<p class="caption" id="answers">Fastest strategy at the largest size, its speed-up over sequential, and the '
        "size from which on it wins (95 % interval over heats)</p>"
        '<div class="scroll"><table class="answers" aria-describedby="answers">'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _answer(content: Content, answer: Answer | None) -> str:
    if answer is None:
        return '<td class="none">not measured</td>'
    names = " or ".join(f"<span>{glyph(content, name)}{escape(name)}</span>" for name in answer.winners) or "–"
    gain = f" <strong>{times(answer.speedup)}</strong>" if answer.speedup > 1 else ""
    return f'<td><span class="who">{names}{gain}</span><small>{_said(answer.said)}</small></td>'


def _said(text: str) -> str:
    """Return how sure an answer is; an interval in brackets stays on one line."""
    before, bracket, interval = text.partition("(")
    return escape(before) + (f"<span>{bracket}{escape(interval)}</span>" if bracket else "")


def glyph(content: Content, strategy: str) -> str:
    """Return a strategy's shape in its colour; the name stands beside it."""
    number = list(content.looks).index(strategy)
    mark = _GLYPHS[content.looks[strategy].shape]
    return f'<span class="glyph" style="color:var(--s{number})" aria-hidden="true">{mark}</span>'


def _legend(content: Content) -> Iterator[str]:
    """Yield a switch for each strategy, by its number."""
    for number, name in enumerate(content.strategies):
        mark = glyph(content, name)
        yield f'<button type="button" data-strategy="{number}" aria-pressed="true">{mark}{escape(name)}</button>'


def _sides(content: Content) -> str:
    rows = "".join(
        f"<tr><th scope=row>{name}</th><td>{key}</td><td>{commit}</td></tr>"
        for side in content.sides
        for name, key, commit in [map(escape, (side.name, side.key, side.commit or "–"))]
    )
    head = "<thead><tr><th>side</th><th>interpreter</th><th>commit</th></tr></thead>"
    return f'<div class="scroll"><table class="plain">{head}<tbody>{rows}</tbody></table></div>'


def _conditions(content: Content) -> Iterator[str]:
    """Yield what the terminal says of problems and conditions, each caveat with its cure."""
    for paragraph in (*problems(content.race), *conditions(content.race)):
        kind = ' class="bad"' if paragraph.style == "bad" else ""
        yield f"<li{kind}>{escape(paragraph.text)}</li>"
        for note in paragraph.notes:
            yield f'<li class="note">{escape(str(note))}</li>'
