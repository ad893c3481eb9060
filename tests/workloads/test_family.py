from __future__ import annotations

import gc
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from paceline import workloads
from paceline.errors import PacelineError, Unjudged
from paceline.workloads import (
    contention,
    digest,
    handoff,
    loop,
    mapped,
    payload,
    product,
    refown,
    refshare,
    tree,
    tutorial,
)

EVERY = pytest.mark.parametrize("name", workloads.names())


def computed(name: str, size: int) -> list[Any]:
    """Return the results of a plain loop."""
    chosen = workloads.get(name)
    return [chosen.task(argument) for argument in chosen.tasks(size)]


@EVERY
def test_oracle_accepts_what_the_task_computes(name: str) -> None:
    """The results of the two smaller sizes pass the check."""
    chosen = workloads.get(name)
    for size in chosen.sizes[:2]:
        chosen.check(size, computed(name, size))


@EVERY
def test_oracle_refuses_another_result(name: str) -> None:
    """A result that is off by a little is refused, whichever task it is of, and is not shown."""
    size = workloads.get(name).sizes[0]
    for index in range(len(computed(name, size))):
        results = computed(name, size)
        results[index] = spoilt(results[index])
        with pytest.raises(Unjudged, match=rf"^workload {name} at size {size}: task {index} has a wrong result$"):
            workloads.get(name).check(size, results)


def spoilt(result: Any) -> Any:
    """Return another result of the same kind."""
    if isinstance(result, bool):
        return not result
    if isinstance(result, int):
        return result + 1
    changed = result[-1:] + result[1:] if result[-1:] != result[:1] else result[:-1] + result[1:2]
    return changed if changed != result else result + result


@EVERY
def test_oracle_wants_every_task(name: str) -> None:
    """A result too few is refused."""
    chosen = workloads.get(name)
    with pytest.raises(Unjudged, match="results of"):
        chosen.check(chosen.sizes[0], computed(name, chosen.sizes[0])[1:])


@EVERY
def test_same_twice(name: str) -> None:
    """A workload is deterministic, and cuts its input anew without remembering the last one."""
    size = workloads.get(name).sizes[0]
    assert computed(name, size) == computed(name, size)


@EVERY
def test_says_what_it_exposes_and_three_growing_sizes(name: str) -> None:
    """A workload explains itself, and its sizes grow."""
    chosen = workloads.get(name)
    assert len(chosen.exposes) > 20
    assert list(chosen.sizes) == sorted(set(chosen.sizes))
    assert len(chosen.sizes) == 3


@EVERY
@pytest.mark.parametrize("size", [0, -1])
def test_size_is_at_least_one(name: str, size: int) -> None:
    """Size zero and negative sizes are refused in one sentence."""
    with pytest.raises(PacelineError, match=f"^size {size} of workload {name} is not at least 1$"):
        workloads.get(name).tasks(size)


@EVERY
def test_smallest_size_of_all_works(name: str) -> None:
    """Size 1 is a size like any other."""
    workloads.get(name).check(1, computed(name, 1))


def test_product_by_hand() -> None:
    """For n = 3 each of the 3 * 4 factors two is there: 2 to the 12th."""
    assert product.task(3) == 4096


def test_tutorial_is_cut_like_the_tutorial() -> None:
    """The tutorial's own sizes come out at 50."""
    assert tutorial.tasks(50) == [50, 63, 32]


def test_loop_has_the_published_value() -> None:
    """The 10,000th number is the one that the C++ standard requires of `minstd_rand` (ISO/IEC 14882, [rand.predef])."""
    assert loop.task(10_000) == 399_268_537


def test_tree_by_hand() -> None:
    """A tree of depth 2 has a root, two children and four leaves."""
    assert tree.task(2) == 7


def test_digest_has_the_published_values() -> None:
    """SHA-256 of 1 KiB and of 1 MiB of zeros, as published in many places."""
    assert digest.task(1) == "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
    assert digest.task(1024) == "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58"


def test_payload_is_not_what_was_sent() -> None:
    """The list comes back reversed, as another list."""
    values = [3, 1, 2]
    assert payload.task(values) == [2, 1, 3]
    assert values == [3, 1, 2]


def test_payload_with_a_wrong_middle_is_refused() -> None:
    """Right ends and the right length are not enough."""
    reverse = list(range(101))[::-1]
    assert payload.right(reverse[::-1], reverse)
    assert not payload.right(reverse[::-1], [*reverse[:50], -1, *reverse[51:]])


def test_wait_that_returned_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that did not block is not a result."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(Unjudged):
        workloads.get("wait").check(2, computed("wait", 2))


@pytest.mark.parametrize(("name", "shared"), [("contention", 800), ("sharded", 0)])
def test_contention_is_for_what_all_tasks_of_a_process_share(name: str, shared: int) -> None:
    """Each step of each task is counted once in the one counter, in threads too; those of the control are not."""
    chosen, counts = workloads.get(name), contention._SHELF.counts
    before = counts["steps"]
    with ThreadPoolExecutor(2) as pool:
        chosen.check(200, list(pool.map(chosen.task, chosen.tasks(200))))
    assert counts["steps"] - before == shared


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="elsewhere equal numbers have one id")
def test_the_control_of_refshare_shares_no_object() -> None:
    """A task is handed a number, and makes its objects itself."""
    one, other = refshare.values(), refshare.values()
    assert one == other
    assert not {id(value) for value in one} & {id(value) for value in other}
    assert refown.tasks(3) == [3] * 4


def test_the_file_of_mapped_is_there_as_long_as_its_tasks() -> None:
    """It holds what `buffer` hands over, and nothing of it stays."""
    arguments = mapped.tasks(2)
    path = Path(arguments[0][0])
    assert path.read_bytes() == b"".join(workloads.get("buffer").tasks(2))
    del arguments
    gc.collect()
    assert not path.exists()


def test_an_interrupted_handoff_leaves_no_thread() -> None:
    """The thread that waits for its turn ends with the task."""
    before = threading.active_count()
    with pytest.raises(TypeError):
        handoff.task("no number")  # type: ignore[arg-type]
    assert threading.active_count() == before
