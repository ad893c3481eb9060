"""`paceline strategies`: what can run here, why something cannot, and what "here" is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import __version__, interpreter, machine, strategies
from ..strategies.scan import scan
from ..text import table
from . import scan_table

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print the same as JSON")
    text = "load each installed extension module in a process of its own, and report which would turn the GIL on, "
    text += "and which refuse subinterpreters"
    parser.add_argument("--scan", action="store_true", help=text)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    facts = describe()
    found = scan() if args.scan else []
    if args.scan:
        facts["extension_modules"] = [asdict(one) for one in found]
    text = "" if args.json else _text(facts) + (f"\n{scan_table.text(found)}" if args.scan else "")
    sys.stdout.write(text or f"{json.dumps(facts, indent=2)}\n")
    return 0


def describe() -> dict[str, Any]:
    """Return all facts as JSON can hold them."""
    every = [strategies.get(name) for name in strategies.names()]
    listed = [{"name": s.name, "summary": s.summary, "start_method": s.method, "missing": s.missing()} for s in every]
    return {
        "paceline": __version__,
        "interpreter": interpreter.describe(),
        "machine": machine.describe(),
        "strategies": listed,
        "aliases": strategies.aliases(),
        "workers": machine.usable_cpus(),
    }


def _text(facts: dict[str, Any]) -> str:
    rows = [
        (one["name"], "no" if one["missing"] else "yes", one["missing"] or one["summary"])
        for one in facts["strategies"]
    ]
    header = ["strategy", "here", "what it is, or why not"]
    also = "".join(f"{name} is {real} here\n" for name, real in facts["aliases"].items())
    return f"{_facts(facts)}\n{table(header, rows, left=header)}\n{also}"


def _facts(facts: dict[str, Any]) -> str:
    python, here = facts["interpreter"], facts["machine"]
    jit = {None: "no JIT", True: "JIT on", False: "JIT off"}[python["jit"]]
    quota = "no quota" if here["quota"] is None else f"a quota of {here['quota']:g} CPUs"
    allowed = "all" if here["affinity"] is None else len(here["affinity"])
    rows = [
        ("interpreter", f"{python['name']}: {python['key']}"),
        ("", f"{'GIL' if python['gil'] else 'no GIL'}, {jit}, {python['compiler'] or 'compiler unknown'}"),
        ("", python["executable"]),
        ("machine", f"{here['cpu']}, {here['system']} {here['release']} {here['architecture']}"),
        (
            "workers",
            f"{facts['workers']} by default: {here['logical_cpus']} CPUs, {allowed} allowed by affinity, {quota}",
        ),
        ("paceline", facts["paceline"]),
    ]
    return "".join(f"{name:11}  {value}\n" for name, value in rows)
