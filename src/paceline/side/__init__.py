"""What runs inside a raced process, in whatever Python it has: it imports this package as `paceline_side`.

`probe` says what a side's Python is · `plugin` is what its pytest loads · `collected` is what it found · `fixture`
times rounds in turns, `turns` asks for them over the `channel` · `reference_loop` is the reference loop beside each
round, `reference` the sequential round beside one of a strategy · `watch` sees whether a call computes in one thread
· `unshared` leaves out files that only one side has · `slowdown` makes a side slower by a known amount.
"""

from __future__ import annotations
