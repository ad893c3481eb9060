from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomllib

from paceline.errors import PacelineError
from paceline.judge.policy import Policy, read_policy
from paceline.judge.profile import PROFILES, Margins, profile_named
from paceline.results import caseid

if TYPE_CHECKING:
    from typing import Any

CASE = "benchmarks/test_x.py::test_run[workload=loop-strategy=threads-size=30]"


def policy(text: str, **options: Any) -> Policy:
    """Read a table as it stands in a pyproject.toml."""
    return read_policy(tomllib.loads(text), **options)


def test_nothing_said_is_the_default():
    """An empty table gives the default profile at 5 %."""
    assert policy("") == Policy()
    assert Policy().alpha == 0.05


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_chosen_by_name_and_the_command_line_goes_first(name: str):
    """The table's profile holds unless another is given."""
    assert policy(f"profile = '{name}'").profile is PROFILES[name]
    assert policy("profile = 'fast'", profile=name).profile is PROFILES[name]


def test_profiles_are_ordered_by_what_they_let_pass():
    """Fast tolerates more than default, and default more than strict."""
    tolerances = [PROFILES[name].sequential.tolerance for name in ("strict", "default", "fast")]
    assert tolerances == sorted(tolerances)


def test_concurrent_cases_have_margins_of_their_own():
    """Threads and pools are judged by the wider margins."""
    assert Policy().margins(CASE, concurrent=True) == PROFILES["default"].concurrent
    assert Policy().margins(CASE) == PROFILES["default"].sequential


def test_a_threshold_is_found_by_id_then_by_strategy_then_by_pattern():
    """The exact case goes before its strategy and that before the first pattern that fits."""
    written = f"""
        [thresholds."*loop*"]
        margin = "4 %"
        [thresholds."*size=30*"]
        margin = 0.9
        [thresholds.threads]
        margin = 0.03
        [thresholds."{CASE}"]
        margin = 0.02
    """
    p = policy(written)
    assert p.margins(CASE, strategy="threads").margin == 0.02
    assert p.margins(CASE + "x", strategy="threads").margin == 0.03
    assert p.margins(CASE + "x").margin == 0.04
    assert p.margins("test_other", strategy="fork") == PROFILES["default"].sequential


def test_brackets_in_a_pattern_are_brackets():
    """Case ids have brackets, so that only * and ? are special in a pattern."""
    p = policy("""[thresholds."*[workload=loop-*]"]\nmargin = 0.2""")
    assert p.margins(CASE).margin == 0.2
    assert p.margins("w").margin == PROFILES["default"].sequential.margin


def test_stars_cost_no_time():
    """A pattern of many stars is answered in no more steps than the product of the lengths."""
    case = "a" * 5000
    assert not caseid.matches(case, "*a" * 50 + "b")
    assert caseid.matches(f"{case}b\n", "*a" * 50 + "b?")
    assert [caseid.matches("abc", each) for each in ("", "*", "a*", "*c", "a?c", "ab", "abcd", "*b")] == [
        *(False, True, True, True, True, False, False, False)
    ]


def test_a_threshold_keeps_what_it_does_not_set():
    """Setting the margin leaves the tolerance at the profile's."""
    found = policy("[thresholds.'*']\nmargin = 0.2").margins(CASE, concurrent=True)
    assert found == Margins(PROFILES["default"].concurrent.tolerance, 0.2)


@pytest.mark.parametrize(("written", "seconds"), [("budget = 30", 30.0), ('budget = "45 s"', 45.0)])
def test_a_budget_is_seconds(written: str, seconds: float):
    """A number or a string with its unit."""
    assert policy(written).budget == seconds


def test_keys_of_other_rooms_are_let_through():
    """What another room reads from the same table is no error here."""
    assert policy("baselines = 'x'", others=("baselines",)) == Policy()


@pytest.mark.parametrize(
    ("written", "place", "problem"),
    [
        ("profil = 'fast'", "tool.paceline.profil:", "unknown key 'profil'; allowed: profile, alpha"),
        ("profile = 3", "tool.paceline.profile:", "3 is not a string"),
        ("profile = 'fats'", "tool.paceline.profile:", "no profile 'fats'; use one of fast, default, strict"),
        ("alpha = 'low'", "tool.paceline.alpha:", "'low' is not a share; write 0.02 or"),
        ("alpha = 0", "tool.paceline.alpha:", "an error rate of 0"),
        ("alpha = 1e-320", "tool.paceline.alpha:", "an error rate of"),
        ("alpha = true", "tool.paceline.alpha:", "True is not a share"),
        ("budget = -1", "tool.paceline.budget:", "-1 is not a time; write seconds"),
        ("budget = inf", "tool.paceline.budget:", "inf is not a time"),
        (f"budget = 1{400 * '0'}", "tool.paceline.budget:", "0 is not a time"),
        (f"budget = 0x{4000 * 'f'}", "tool.paceline.budget:", "this integer is not a time"),
        ("thresholds = 1", "tool.paceline.thresholds:", "1 is not a table"),
        ("[thresholds]\nx = 2", 'tool.paceline.thresholds."x":', "2 is not a table"),
        ("[thresholds.x]", 'tool.paceline.thresholds."x":', "an empty threshold; set tolerance or margin"),
        (
            "[thresholds.x]\nmargins = 0.1",
            'thresholds."x".margins:',
            "unknown key 'margins'; allowed: tolerance, margin",
        ),
        ("[thresholds.x]\nmargin = 5", 'thresholds."x".margin:', "5 is not a share; write 0.02"),
        ("[thresholds.x]\nmargin = nan", 'thresholds."x".margin:', "nan is not a share"),
        ("[thresholds.x]\nmargin = 0.1\ntolerance = 0.2", 'thresholds."x":', "does not fit a margin"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(written: str, place: str, problem: str):
    """Unknown keys, wrong types and impossible values are one sentence each, with the way out."""
    with pytest.raises(PacelineError) as caught:
        policy(written)
    assert str(caught.value).startswith("pyproject.toml: tool.paceline")
    assert place in str(caught.value)
    assert problem in str(caught.value)


def test_a_tolerance_for_concurrent_cases_only_is_no_mistake():
    """2 % is above a sequential case's margin, but not above a concurrent one's."""
    found = policy("[thresholds.threads]\ntolerance = 0.02").margins(CASE, strategy="threads", concurrent=True)
    assert found == Margins(0.02, PROFILES["default"].concurrent.margin)


def test_the_command_lines_mistake_has_no_place_in_the_file():
    """A wrong name that was typed is not blamed on pyproject.toml."""
    with pytest.raises(PacelineError, match=r"^no profile 'x'; use one of"):
        read_policy({}, profile="x")
    with pytest.raises(PacelineError):
        profile_named("x")
