from __future__ import annotations

import sys
from importlib.machinery import ExtensionFileLoader
from types import SimpleNamespace

import pytest

from paceline import gil
from paceline.gil import Around, Ledger, State, turned_on_by, watch

OFF, ON, COMES_BACK = Around(False, False), Around(True, True, "oldext"), Around(False, True, "oldext")


def test_a_gil_that_comes_back_is_told_with_test_and_module():
    """From the case that imported the module on; a case before it had none."""
    ledger = Ledger()
    told = [ledger.note(case, State(main)) for case, main in {"a": OFF, "old": COMES_BACK, "b": ON}.items()]
    assert told == [None, "since old, turned on by oldext", "since old, turned on by oldext"]
    assert ledger.turned_in == {"old"}


def test_a_gil_that_is_there_from_the_start_is_told_as_that():
    """What the suite imported before its first case turned it on, and nobody may know which module it was."""
    assert Ledger().note("a", State(ON)) == "since the start, turned on by oldext"
    assert Ledger().note("a", State(Around(True, True))) == "since the start, turned on by an unknown extension module"


@pytest.mark.parametrize("kind", ["worker processes", "subinterpreters"])
def test_workers_have_gils_of_their_own(kind: str):
    """A worker's GIL is told apart from the main interpreter's, and a later case of the same pool has it too."""
    ledger = Ledger()
    assert ledger.note("a", State(OFF, COMES_BACK, kind)) == f"in {kind}, turned on by oldext"
    assert ledger.note("b", State(OFF, ON, kind)) == f"in {kind}, turned on by oldext"
    assert ledger.note("c", State(OFF, OFF, kind)) is None
    assert ledger.turned_in == {"a"}


def test_the_module_that_turned_it_on_is_known(monkeypatch: pytest.MonkeyPatch):
    """Watched once, however often that is asked for; on a build that always has a GIL nothing is watched."""
    on: list[str] = []
    turning = lambda _self, spec: on.extend(["on"] * (spec.name == "old"))  # noqa: E731
    monkeypatch.setattr(ExtensionFileLoader, "create_module", turning)
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: bool(on), raising=False)
    plain = ExtensionFileLoader.create_module
    monkeypatch.setattr(gil, "free_threaded", lambda: False)
    watch()
    assert ExtensionFileLoader.create_module is plain
    monkeypatch.setattr(gil, "free_threaded", lambda: True)
    watch()
    watched = ExtensionFileLoader.create_module
    watch()
    assert ExtensionFileLoader.create_module is watched
    for name in ("new", "old", "later"):
        ExtensionFileLoader(name, "x").create_module(SimpleNamespace(name=name))  # type: ignore[arg-type]
    assert turned_on_by() == "old"
