from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from paceline import gil
from paceline.side.memory import PeakMemory

MIB = 1 << 20
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a peak cannot be forgotten")


@pytest.mark.skipif(gil.free_threaded(), reason="a build without a GIL keeps the memory that it has freed")
def test_the_peak_is_that_between_begin_and_end() -> None:
    """What was freed before does not count, what was freed in between does, and later calls change nothing."""
    measured = []
    for before, between in ((0, 0), (300, 0), (0, 100)):
        bytearray(before * MIB)
        gc.collect()  # PyPy frees nothing before
        peak = PeakMemory()
        peak.begin()
        bytearray(between * MIB)
        peak.begin()
        peak.end()
        gc.collect()
        bytearray(200 * MIB)
        peak.end()
        gc.collect()
        measured.append((peak.bytes or 0) / MIB)
    nothing, earlier, meanwhile = measured
    assert earlier == pytest.approx(nothing, abs=30)
    assert meanwhile - nothing == pytest.approx(100, abs=30)


CHILD = """
import os, sys
held = bytearray(100 << 20)
if "fork" in sys.argv:
    os.fork() or sys.stdin.read()
print(flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["alone", "fork"])
def test_processes_count_and_what_they_share_counts_once(how: str) -> None:
    """A child's memory is added, and that of a fork of it is not added again."""
    peak = PeakMemory()
    before = PeakMemory()
    for one in (before, peak):
        one.begin()
    before.end()
    child = subprocess.Popen([sys.executable, "-c", CHILD, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        peak.end()
        child.communicate()
    assert ((peak.bytes or 0) - (before.bytes or 0)) / MIB == pytest.approx(115, abs=25)
