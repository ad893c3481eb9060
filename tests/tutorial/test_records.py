from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from paceline.errors import PacelineError
from paceline.results.folder import PROGRAMS, RaceFolder
from paceline.tutorial.records import Program, Programs, Task

if TYPE_CHECKING:
    from pathlib import Path

TASK = Task("32", 1, 2**63, 0, 0.1, 0.2)
MADE = Programs(1, "tutorial", "3.14", (Program("threads", 2, 0.3, (TASK,)),))


def test_programs_survive_the_disk(tmp_path: Path):
    """What is kept is read again as it was; before that there are none."""
    folder = RaceFolder(tmp_path)
    assert folder.programs() is None
    folder.save_programs(MADE)
    assert folder.programs() == MADE
    assert [file.name for file in tmp_path.iterdir()] == [PROGRAMS]


NEWER = '{"schema": 2, "workload": "", "interpreter": "", "programs": []}'

BACKWARDS = Task("32", 1, 1, 0, start=0.2, end=0.1)


def written(*programs: tuple[Task, ...]) -> str:
    """Return the file of programs with these tasks."""
    made = tuple(Program("threads", 2, 0.3, tasks) for tasks in programs)
    return msgspec.json.encode(Programs(1, "tutorial", "3.14", made)).decode()


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", NEWER, NEWER.replace("2", "1"), written((TASK,), (TASK, TASK)), written((BACKWARDS,))]
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: str):
    """A truncated, foreign or newer file names itself and the way out."""
    (tmp_path / PROGRAMS).write_text(content)
    with pytest.raises(PacelineError, match=r"programs\.json: .*; remove it, or race again$"):
        RaceFolder(tmp_path).programs()
