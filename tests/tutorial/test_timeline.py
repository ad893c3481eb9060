from __future__ import annotations

from paceline.strategies.warm import Worker
from paceline.tutorial import timeline
from paceline.tutorial.programs import Program, Span

ME = Worker(7, 8, 0, gil=True)


def made(strategy: str, *spans: tuple[float, float], printing: float = 0.0) -> Program:
    """Return a program whose clock was set by hand."""
    last = max(end for _, end in spans)
    return Program(strategy, 2, tuple(Span(ME, *span) for span in spans), (2, 3), last, last, printing)


ALONE = made("sequential", (0.0, 2.0), (2.0, 10.0))
THREADS = made("threads", (0.0, 4.0), (0.0, 8.0))


def test_bound_is_the_largest_task_at_its_fastest() -> None:
    """The bound is the shortest time of the largest task, and its share is that of the sequential run."""
    assert timeline.bound([ALONE, made("processes-fork", (0.0, 2.5), (0.0, 7.0))], [50, 63]) == (
        "bound: no pool of any size takes less than 7.000 s: the time of task 63, 80% of the computing\n"
    )


def test_a_small_task_that_was_disturbed_once_is_not_the_largest() -> None:
    """Each task counts with its fastest run, so that a hiccup in one program does not name the wrong task."""
    hiccup = made("sequential", (0.0, 9.0), (9.0, 16.0))
    told = timeline.bound([hiccup, THREADS], [50, 63])
    assert told.endswith(" 7.000 s: the time of task 63, 44% of the computing\n")


def test_bound_without_a_sequential_run() -> None:
    """With one program alone its own share is told."""
    assert "8.000 s: the time of task 63, 67% of the computing" in timeline.bound([THREADS], [50, 63])


def test_bound_with_printing() -> None:
    """What is printed one after another is added to the largest task."""
    runs = [made("sequential", (0, 2), (2, 10), printing=14), made("threads", (0, 4), (0, 8), printing=12)]
    assert timeline.bound(runs, [50, 63]) == (
        "bound: no pool of any size takes less than 20.000 s: 8.000 for task 63, 80% of the computing, "
        "and 12.000 for printing, one result after another\n"
    )


def test_speed_up_is_sequentials_time_over_theirs() -> None:
    """The comparison's last column is the speed-up, wherever the sequential program stands."""
    rows = [line.split() for line in timeline.comparison([THREADS, ALONE]).splitlines()]
    assert [(row[0], row[-1]) for row in rows] == [
        ("strategy", "speed-up"),
        ("threads", "1.25"),
        ("sequential", "1.00"),
    ]


def test_no_speed_up_without_a_sequential_run() -> None:
    """Programs that cannot be compared with sequential have no speed-up, and one alone has no comparison."""
    rows = [line.split() for line in timeline.comparison([THREADS, THREADS]).splitlines()]
    assert [row[-1] for row in rows] == ["speed-up", "-", "-"]
    assert timeline.comparison([THREADS]) == ""


def test_timeline_draws_each_task_where_it_was() -> None:
    """A trace has a row for each task: process, thread, interpreter, start, end, and a bar to one scale."""
    told = timeline.program(ALONE, [50, 63], [True, False], trace=True)
    assert "  50        7       8            0  0.000   2.000  |########                                |\n" in told
    assert "  63        7       8            0  2.000  10.000  |        ################################|\n" in told
    assert " WRONG  1 digits  " in told
    elapsed = "elapsed 10.000 s = start 0.000 (0%) + compute 10.000 (100%) + transfer 0.000 (0%) + stop 0.000 (0%)"
    assert told.endswith(f"{elapsed} + print 0 (not asked for)\n")
