"""Measure which concurrency strategy is fastest for CPU-bound Python, and whether it got slower."""

from __future__ import annotations

__version__ = "0.1.0"
