"""Contracts for strategies and workloads that other packages add, as test classes of pytest."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(f"{__name__}.contract", f"{__name__}.oracle")

from .contract import StrategyContract  # noqa: E402 (registered first)
from .oracle import WorkloadContract  # noqa: E402 (the same)

__all__ = ["StrategyContract", "WorkloadContract"]
