from __future__ import annotations

import io
import os
import random
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from paceline.errors import Unjudged
from paceline.strategies import get
from paceline.strategies.warm import Worker
from paceline.tutorial import programs
from paceline.tutorial.programs import Program, Span, any_digits, digest, digits
from paceline.workloads.product import closed_form

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def limited() -> Iterator[int]:
    """Set the smallest limit on an integer's digits: text of a larger one would be an error."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield 640
    sys.set_int_max_str_digits(before)


def test_digits_of_small_integers_are_those_of_their_text() -> None:
    """The number of digits is that of the text, around every power of ten, with either sign."""
    around = [power + step for exponent in range(60) for power in [10**exponent] for step in (-1, 0, 1)]
    drawn = random.Random(1)
    for number in [*around, *(drawn.getrandbits(drawn.randrange(1, 2000)) for _ in range(500))]:
        assert digits(number) == len(str(number))
        assert digits(-number) == len(str(number))


@pytest.mark.usefixtures("limited")
def test_digits_of_the_tutorials_results() -> None:
    """The three results have as many digits as the tutorial's, without their text."""
    assert [digits(closed_form(n)) for n in (32, 50, 63)] == [97_778, 452_234, 985_962]


@pytest.mark.usefixtures("limited")
def test_digits_at_a_large_power_of_ten() -> None:
    """Where the logarithm can't tell, the power itself does."""
    power = 10**100_000
    assert [digits(power - 1), digits(power), digits(power + 1)] == [100_000, 100_001, 100_001]


@pytest.mark.usefixtures("limited")
def test_digest_tells_results_apart() -> None:
    """Big integers, bytes, texts and lists have digests, neighbours different ones."""
    big = closed_form(30)
    results = [big, big + 1, -big, 0, -1, b"x", "x", ["x"], [1, 2], [2, 1]]
    assert len({digest(result) for result in results}) == len(results)
    assert digest(big) == digest(closed_form(30))


def test_limit_on_digits_is_lifted_for_printing_alone(limited: int) -> None:
    """Within, any integer can be printed; after it the limit is what it was, even if printing fails."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(f"no room for {len(text)} digits")

    with pytest.raises(OSError, match="no room for 5001 digits"), any_digits():
        print(10**5000, file=Full())
    assert sys.get_int_max_str_digits() == limited


def test_parts_add_up_to_the_whole() -> None:
    """Start, compute, transfer, stop and print follow each other, and their sum is the elapsed time."""
    me = Worker(1, 1, 0, gil=True)
    run = Program(
        "threads", 2, (Span(me, 1.0, 3.0), Span(me, 2.0, 6.0)), (1, 2), received=6.5, stopped=7.5, printing=2.0
    )
    assert run.parts == {"start": 1.0, "compute": 5.0, "transfer": 0.5, "stop": 1.0, "print": 2.0}
    assert run.elapsed == sum(run.parts.values()) == 9.5


def test_program_computes_in_order_and_prints() -> None:
    """Results, spans and printed lines are in the tasks' order; every span lies within the program's run."""
    out = io.StringIO()
    run = programs.run("threads", 2, abs, [-3, 2, -1], out)
    assert (run.strategy, run.workers, run.results) == ("threads", 2, (3, 2, 1))
    assert out.getvalue() == "3\n2\n1\n"
    assert all(0 <= span.start <= span.end <= run.received <= run.stopped for span in run.spans)
    assert run.elapsed > run.stopped


def test_printing_that_was_not_asked_for_takes_no_time() -> None:
    """Without a place to print to, results are not made into text."""
    assert programs.run("sequential", None, abs, [1], None).printing == 0


def test_sequential_has_one_worker_whatever_is_asked() -> None:
    """The tutorial's ten workers are the pools'."""
    assert programs.run("sequential", 10, abs, [1], None).workers == 1


def end_this_process(_: int) -> None:
    """End the worker, as a crash would."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a platform with signals")
@pytest.mark.parametrize("strategy", ["processes-spawn", "loky"])
def test_worker_that_died_is_one_sentence(strategy: str) -> None:
    """A worker that dies is an error that names the strategy and the first task that is not done."""
    if get(strategy).missing():
        pytest.skip("it cannot run here")
    with pytest.raises(Unjudged, match=rf"^strategy {strategy}: a worker died before task 1 of 2 was done; "):
        programs.run(strategy, 1, end_this_process, [1, 2], None)
