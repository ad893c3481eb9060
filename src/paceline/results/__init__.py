"""What a race leaves behind: typed records, its folder on disk, and pytest-benchmark's JSON.

`records` are the types · `store` holds all samples of a race · `folder` writes and reads a race's folder ·
`benchmarkjson` speaks pytest-benchmark's format · `programs` are those that were run once, with their tasks' times.
"""

from __future__ import annotations
