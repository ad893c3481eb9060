from __future__ import annotations

import json

import pytest

from paceline.race.answers import Looked, Named, Probed, answered

PROBED = {"interpreter": {"key": "cpython"}, "machine": {}, "packages": {"pytest": "9"}}


def test_an_answer_is_read():
    """What a Python says of itself is taken as it is."""
    assert answered(json.dumps(PROBED), Probed).packages == {"pytest": "9"}


@pytest.mark.parametrize(
    ("kind", "output"),
    [
        (Named, "null"),
        (Named, "{}"),
        (Named, "[" * 10**5),
        (Looked, '{"missing": [1], "installed": {}}'),
        (Probed, "{}"),
        (Probed, json.dumps({**PROBED, "packages": []})),
        (Probed, json.dumps({**PROBED, "interpreter": {}})),
    ],
)
def test_what_is_no_answer_is_a_value_error(kind: type, output: str):
    """Any program may stand in a Python's place, and print what it likes."""
    with pytest.raises(ValueError, match=r"."):
        answered(output, kind)
