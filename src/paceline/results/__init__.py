"""What is kept: a race's records and its folder, pytest-benchmark's JSON, stored baselines.

`records` are the types · `store` holds all samples of a race · `folder` writes and reads a race's folder ·
`benchmarkjson` speaks pytest-benchmark's format · `baseline` is what a repository keeps, `revisions` what
git remembers of it · `caseid` takes a case's id apart.
"""

from __future__ import annotations
