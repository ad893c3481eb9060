from __future__ import annotations

from paceline.results import caseid


def test_cases_of_one_name_are_told_apart_by_what_differs():
    """By folders, by files, or by classes; what has its name alone is called by it."""
    known = {
        "benchmarks/a/test_work.py::test_work": "a/test_work.py::test_work",
        "benchmarks/b/test_work.py::test_work": "b/test_work.py::test_work",
        "test_x.py::TestOne::test_it[1]": "TestOne::test_it[1]",
        "test_x.py::TestTwo::test_it[1]": "TestTwo::test_it[1]",
        "benchmarks/test_x.py::test_alone": "test_alone",
        "benchmarks/test_x.py::test_it[workload=loop-size=1]": "workload=loop-size=1",
    }
    assert caseid.names(known) == known
