"""The tutorial: the three programs that it has you write, run for real, and what they leave.

`programs` runs some tasks under one strategy · `bound` is what no pool can beat · `timeline` is what `paceline run`
prints of them, `spans` what its `--json` gives · `__main__` runs the three on a side: all of these run wherever a side
does · `launch` starts that once a race is over, `records` is what the race's folder keeps of them.
"""

from __future__ import annotations
