"""What a heat's log-ratio looks like when nothing changed: seven synthetic noises, and a recording if there is one.

Each is symmetric about 0, as the coin of each heat makes it, and about as wide as pinned sequential cases were
measured to be (a standard deviation of 1.15 %), but for those whose point is another.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Noise = Callable[[np.random.Generator, int, int], Floats]

SD = 0.0115


def normal(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give normal noise, sd 1.15 %."""
    return SD * rng.standard_normal((heats, cases))


def t5(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give Student's t with 5 degrees of freedom, its sd 1.15 %."""
    return SD * rng.standard_t(5, (heats, cases)) / np.sqrt(5 / 3)


def t2(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give Student's t with 2 degrees of freedom, half its values within 0.56 %; it has no variance."""
    return 0.6 * SD * rng.standard_t(2, (heats, cases))


def bimodal(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give modes at -3, 0 and +3 % (a sixth, two thirds, a sixth), each 0.5 % wide: two layouts of memory."""
    mode = rng.choice([-0.03, 0.0, 0.03], p=[1 / 6, 2 / 3, 1 / 6], size=(heats, cases))
    return mode + 0.005 * rng.standard_normal((heats, cases))


def two_point(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give -3 % or +3 %, nothing between: the noise for which a t-test's promise breaks."""
    return rng.choice([-0.03, 0.03], size=(heats, cases))


def drifting(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give a bias of the role that walks (0.15 % a heat), turned by each heat's coin, under a noise that doubles."""
    bias = 0.0015 * rng.standard_normal((heats, cases)).cumsum(axis=0)
    coin = rng.choice([-1.0, 1.0], size=(heats, 1))
    width = np.linspace(2 / 3, 4 / 3, heats)[:, None] * SD
    return coin * bias + width * rng.standard_normal((heats, cases))


def wild(rng: np.random.Generator, heats: int, cases: int) -> Floats:
    """Give normal noise of which 5 % of the heats are off by another 8 to 60 %, either way: unpinned cases."""
    off = np.log1p(rng.uniform(0.08, 0.6, (heats, cases))) * rng.choice([-1.0, 1.0], size=(heats, cases))
    return normal(rng, heats, cases) + off * (rng.random((heats, cases)) < 0.05)


NOISES: dict[str, Noise] = {
    "normal": normal,
    "t5": t5,
    "t2": t2,
    "bimodal": bimodal,
    "two-point": two_point,
    "drifting": drifting,
    "5 % wild": wild,
}


def recorded(path: Path) -> Noise:
    """Read {case: [z, …]} of races of a commit against itself, and draw cases and heats from it at random.

    Each heat's coin is drawn again, for all cases: the mean of a few dozen recorded heats is never just 0, and drawing
    from them as they are would take that chance for an effect.
    """
    columns = [np.array(z, dtype=float) for z in json.loads(path.read_text()).values()]
    columns = [z[np.isfinite(z)] for z in columns]
    columns = [z for z in columns if z.size >= 10]
    if not columns:
        raise SystemExit(f"{path}: no case with at least 10 heats; expected {{case: [z, …]}} of A/A races")

    def draw(rng: np.random.Generator, heats: int, cases: int) -> Floats:
        z = np.stack([rng.choice(columns[i], heats) for i in rng.integers(len(columns), size=cases)], axis=1)
        return rng.choice([-1.0, 1.0], size=(heats, 1)) * z

    return draw
