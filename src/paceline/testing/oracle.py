"""What each workload must do: a test class for packages that add one."""

from __future__ import annotations

import importlib
import pickle
from typing import ClassVar

import pytest

from .. import workloads
from ..errors import Unjudged


class WorkloadContract:
    """The contract of one workload."""

    workload: ClassVar[str]
    """Its name."""

    def test_explains_itself_and_has_three_growing_sizes(self) -> None:
        """A workload says what it exposes, and its sizes grow."""
        chosen = workloads.get(self.workload)
        assert chosen.exposes
        assert list(chosen.sizes) == sorted(set(chosen.sizes))
        assert len(chosen.sizes) == 3

    def test_task_can_be_handed_to_any_worker(self) -> None:
        """A task is found by its module and name, and its arguments and results can be pickled."""
        chosen = workloads.get(self.workload)
        assert getattr(importlib.import_module(chosen.task.__module__), chosen.task.__qualname__) is chosen.task
        for argument in chosen.tasks(chosen.sizes[0]):
            pickle.dumps((argument, chosen.task(argument)))

    def test_oracle_accepts_what_the_task_computes_twice(self) -> None:
        """A workload is deterministic, and its results pass its oracle at the two smaller sizes."""
        chosen = workloads.get(self.workload)
        for size in chosen.sizes[:2]:
            for _ in range(2):
                chosen.check(size, [chosen.task(argument) for argument in chosen.tasks(size)])

    def test_oracle_refuses_no_result(self) -> None:
        """The oracle refuses what is no result at all, and a result too few."""
        chosen = workloads.get(self.workload)
        arguments = chosen.tasks(chosen.sizes[0])
        with pytest.raises(Unjudged):
            chosen.check(chosen.sizes[0], [None] * len(arguments))
        with pytest.raises(Unjudged):
            chosen.check(chosen.sizes[0], [chosen.task(argument) for argument in arguments[1:]])
