"""Replay noise through the judge: false alarms, power, coverage, heats; and the same through other tools' rules.

Run `python studies/replay` (under twenty minutes on one core), or `--quick` (one minute).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import ours
import peers
import quiet
from compared import report
from gates import KINDS, START
from growth import heats_table
from noises import NOISES, recorded
from recordings import read

from paceline.judge import PROFILES, Policy, Word, exact_interval
from paceline.judge.stats.power import EFFECTS, THRESHOLDS

RECORDED = Path(__file__).parents[2] / "tests" / "judge" / "recorded.json"
SLOWDOWNS = (0.01, 0.015, 0.02, 0.03, 0.05)
FULL = {10: 2000, 30: 1500, 100: 600, 1000: 150}
"""Grids for the false alarms of each size: enough for an exact interval that ends below 5 % where few are seen."""


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python studies/replay", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the grids; sizes 10 and 30 unless --cases")
    parser.add_argument("--seed", type=int, default=1, help="of everything random (default: 1)")
    parser.add_argument("--cases", type=int, nargs="+", metavar="N", help="grid sizes (default: 10 30 100 1000)")
    parser.add_argument("--profile", choices=PROFILES, default="default", help="margins (default: default)")
    parser.add_argument("--recorded", type=Path, default=RECORDED, metavar="FILE", help="{case: [z, …]} of A/A races")
    parser.add_argument("--recording", type=Path, action="append", metavar="FILE", help="rounds: compare summaries")
    parser.add_argument("--start", type=float, default=START, help=f"seconds that a heat takes besides ({START:g})")
    parser.add_argument("--table", action="store_true", help="print the table of paceline.judge.power instead")
    options = parser.parse_args()
    ours.CHOSEN.policy = Policy(PROFILES[options.profile])
    if options.table:
        print_growth(options.seed)
        return
    if options.recording:
        summaries(options.recording, options.seed, 0.1 if options.quick else 1.0, options.start)
        return
    if options.recorded.exists():
        NOISES["recorded"] = recorded(options.recorded)
    else:
        print(f"No recording was given ({options.recorded.name} is not there): synthetic noise only.\n")
    sizes = options.cases or ([10, 30] if options.quick else [10, 30, 100, 1000])
    scale = 0.1 if options.quick else 1.0
    began = time.perf_counter()
    false_alarms(options.seed, sizes, scale)
    power(options.seed, sizes, scale)
    coverage(options.seed, scale)
    others(options.seed, scale)
    print(f"seed {options.seed}, {time.perf_counter() - began:.0f} s")


def grids_for(size: int, scale: float) -> int:
    """Give how many grids of a size are simulated."""
    return max(int(scale * FULL.get(size, max(150_000 // size, 1))), 20)


def generator(seed: int, *names: object) -> np.random.Generator:
    """Give each part of the study its own stream, so that leaving one out does not change another."""
    return np.random.default_rng([seed, *(ord(letter) for letter in "/".join(map(str, names)))])


def share(hits: int, trials: int) -> str:
    """Write a share with its exact interval."""
    low, high = exact_interval(hits, trials)
    return f"{hits / trials:6.2%} [{low:5.2%}, {high:6.2%}] of {trials}"


def false_alarms(seed: int, sizes: list[int], scale: float) -> None:
    """Print what share of grids is called slower when nothing, or nothing beyond the tolerance, is."""
    profile = ours.CHOSEN.policy.profile.name
    print(f"FALSE ALARMS per grid within {ours.HEATS} heats (at most 5 % is promised), profile {profile}")
    print("the race: nothing changed. the worst null: every case slower by just the tolerance, none leaves\n")
    print(f"{'noise':10} {'cases':>5}  {'the race':38}  {'the worst null':38}  unchanged  heats median / 90 %")
    for name, noise in NOISES.items():
        for size in sizes:
            rng = generator(seed, "alarms", name, size)
            grids = grids_for(size, scale)
            clean = ours.clean(rng, noise, size, grids)
            worst = ours.at_the_tolerance(rng, noise, size, grids)
            middle, most = np.quantile(clean.heats, (0.5, 0.9))
            print(
                f"{name:10} {size:5}  {share(clean.grids_alarmed, grids):38}  {share(worst, grids):38}"
                f"  {clean.share(Word.UNCHANGED):9.1%}  {middle:.0f} / {most:.0f}",
                flush=True,
            )
    print()


def power(seed: int, sizes: list[int], scale: float) -> None:
    """Print what share of slowed cases is caught, at which heat, and what share is wrongly called unchanged."""
    print(f"POWER: a random third of the cases slower; share caught within {ours.HEATS} heats, and median heat\n")
    head = "".join(f"  {by:>15.1%}" for by in SLOWDOWNS)
    print(f"{'noise':10} {'cases':>5}{head}  called unchanged: 1.5 %, 2 %")
    for name, noise in NOISES.items():
        for size in sizes:
            cells, missed = [], []
            for by in SLOWDOWNS:
                grids = max(int(scale * 9000 / size), 3)
                outcome, _ = ours.slowed(generator(seed, "power", name, size, by), noise, size, grids, by)
                heats = float(np.median(outcome.heats))
                cells.append(f"  {outcome.share(Word.REGRESSION):8.1%} at {heats:3.0f}")
                missed.append(f"{outcome.share(Word.UNCHANGED):.2%}")
            print(f"{name:10} {size:5}" + "".join(cells) + f"  {missed[1]}, {missed[2]}", flush=True)
    print()


def coverage(seed: int, scale: float) -> None:
    """Print how often intervals hold the truth."""
    print(f"COVERAGE at 95 %: the confidence sequence at all {ours.HEATS} heats together, and its median width;")
    print("the intervals shown when cases leave the race (30 cases, nothing changed and 1 % slower together)\n")
    print(f"{'noise':10}  {'sequence':40}  {'width':>6}  shown for: unchanged, regression, inconclusive")
    for name, noise in NOISES.items():
        rng = generator(seed, "coverage", name)
        cases = int(20_000 * scale)
        held, width = ours.sequences_cover(rng, noise, cases)
        counts: dict[Word, tuple[int, int]] = {}
        for by in (0.0, 0.01):
            for word, (hits, n) in ours.shown_cover(rng, noise, 30, max(int(100 * scale), 5), by).items():
                before = counts.get(word, (0, 0))
                counts[word] = (before[0] + hits, before[1] + n)
        order = (Word.UNCHANGED, Word.REGRESSION, Word.INCONCLUSIVE)
        shown = ", ".join(f"{counts[w][0] / counts[w][1]:.1%} of {counts[w][1]}" if w in counts else "–" for w in order)
        print(f"{name:10}  {share(held, cases):40}  {width:6.2%}  {shown}", flush=True)
    print()


def others(seed: int, scale: float) -> None:
    """Print the same for other tools' rules."""
    size, grids = 30, max(int(400 * scale), 20)
    print(f"OTHER RULES, {size} cases, {grids} grids: clean grids with a false alarm; cases caught at 2, 5, 10 %")
    print("(the heats of a lockstep race are given to them, which they don't have: see peers.py)\n")
    for name, noise in NOISES.items():
        print(name)
        rng = generator(seed, "others", name)
        rows = {rule: [0.0] * 4 for rule in (*peers.RULES, "paceline")}
        for k, by in enumerate((0.0, 0.02, 0.05, 0.10)):
            for _ in range(grids):
                z = noise(rng, ours.HEATS, size) + np.log1p(by)
                sides = peers.rounds(rng, z)
                called = {rule: calls(*sides) for rule, calls in peers.RULES.items()}
                words, _, suite = ours.race(z)
                slower = np.array([word is Word.REGRESSION for word in words])
                called["paceline"] = slower | suite if k == 0 else slower
                for rule, calls in called.items():
                    rows[rule][k] += (calls.any() if k == 0 else calls.mean()) / grids
        for rule, (alarm, *caught) in rows.items():
            print(f"  {rule:30} {alarm:7.1%}   " + "".join(f"{c:7.1%}" for c in caught), flush=True)
    print()


def summaries(recordings: list[Path], seed: int, scale: float, start: float) -> None:
    """Print what each way to summarise a heat is worth: on the recorded rounds, and on a simulated quiet machine."""
    for concurrent, cases in sorted(read(recordings).items()):
        kind = "concurrent" if concurrent else "one thread"
        print(", ".join(path.name for path in recordings), kind, sep=": ", end="; ")
        report(cases, KINDS[concurrent], seed, scale, start)
    print("a quiet machine, simulated", end="; ")
    report(quiet.cases(seed), KINDS[False], seed, scale, start)


def print_growth(seed: int) -> None:
    """Print the table that `paceline.judge.power` holds."""
    print(f"effects {EFFECTS} down, thresholds {THRESHOLDS} across")
    for row in heats_table(seed):
        print(f"    {tuple(row)},")


if __name__ == "__main__":
    main()
