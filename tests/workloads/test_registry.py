from __future__ import annotations

from pathlib import Path

import pytest

from paceline import workloads
from paceline.errors import PacelineError

FAMILY = {
    "product", "tutorial", "loop", "tree", "digest", "payload", "buffer", "mapped", "dispatch", "wait", "contention",
    "sharded", "refshare", "refown", "lookups", "handoff",
}  # fmt: skip
FOLDER = Path(workloads.__file__).parent


def test_family_is_complete() -> None:
    """Every workload of the family is found, and nothing else."""
    assert set(workloads.names()) == FAMILY


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_module_is_small(name: str) -> None:
    """A workload is one module of under 60 lines."""
    assert len((FOLDER / f"{name}.py").read_text("utf-8").splitlines()) < 60


def test_adding_one_is_one_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that is put into the package is a workload, without any other edit."""
    text = '"""Doubling.\n\nMore."""\nSIZES = (1, 2, 3)\ntask = (2).__mul__\ndef tasks(n): return [n, n]\n'
    (tmp_path / "double.py").write_text(text + "def right(n, result): return result == n + n\n", "utf-8")
    monkeypatch.setattr(workloads, "__path__", [*workloads.__path__, str(tmp_path)])
    workloads.names.cache_clear()
    try:
        assert set(workloads.names()) == FAMILY | {"double"}
        added = workloads.get("double")
        assert (added.exposes, added.sizes) == ("Doubling", (1, 2, 3))
        added.check(5, [added.task(argument) for argument in added.tasks(5)])
    finally:
        workloads.names.cache_clear()
        workloads.get.cache_clear()


def test_unknown_name_is_told_with_the_near_ones_and_the_list() -> None:
    """A misspelt workload's error names what was meant, and all that there are."""
    with pytest.raises(PacelineError, match=r"no workload 'prodct'; did you mean product\? there are buffer, .* wait$"):
        workloads.get("prodct")


def test_helpers_are_no_workloads() -> None:
    """A name with an underscore, or the package's own, is unknown."""
    for name in ("_product", "__init__", "workloads.loop", ""):
        with pytest.raises(PacelineError):
            workloads.get(name)
