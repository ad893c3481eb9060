"""The tutorial: the three programs that it has you write, run for real, and what they leave.

`programs` runs some tasks under one strategy · `timeline` is what `paceline run` prints of them, `spans` what its
`--json` gives; these three run wherever a side does · `launch` runs the programs on a side once a race is over,
`records` is what the race's folder keeps of them.
"""

from __future__ import annotations
