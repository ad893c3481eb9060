from __future__ import annotations

from paceline.race.tasks import task_seconds
from paceline.results.records import Case


def case(label: str) -> Case:
    return Case(f"b.py::test[{label}]", "all")


def test_the_tasks_of_each_workloads_largest_size_are_timed():
    """The tutorial's largest task is most of its work; what is no workload of ours has no tasks."""
    labels = ("workload=tutorial-size=10", "workload=tutorial-size=14", "workload=nobody-size=3", "size=4", "free")
    found = task_seconds(map(case, labels))
    assert list(found) == ["tutorial 14"]
    one, two, three = found["tutorial 14"]
    assert two > one > three > 0
    assert two / (one + two + three) > 0.5
