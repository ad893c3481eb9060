from __future__ import annotations

import subprocess
import sys

import pytest

from paceline.race import ending

ZOMBIE = """
import os, sys, time
if not os.fork():
    os._exit(0)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_nobody_waits_for_a_zombie(monkeypatch: pytest.MonkeyPatch):
    """A process that has ended and that its parent never waits for is as good as gone."""
    monkeypatch.setattr(ending, "_MOMENT", 600.0)
    with subprocess.Popen([sys.executable, "-c", ZOMBIE], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        ending.end_group(process.pid)  # not reaped by us: a zombie itself once it is asked to end
        assert process.wait() < 0
