"""The race: several sides run the same cases in lockstep, heat after heat.

`gating`, `checkout`, `environment` lay out and build what a gate compares · `entry` finds each side's Python and asks
it · `running` runs a race from beginning to end · `conductor` runs heats until all is settled or the time is spent ·
`heat` runs one heat, turn by turn · `side_run` is a side within a heat, `process` its pytest process · `schedule` draws
what is drawn by lot · `system_load` and `capacity` say what the machine was like meanwhile · `tasks` times a workload's
tasks, once when all is over.
"""

from __future__ import annotations
