"""One contract for all strategies that can run here."""

from __future__ import annotations

import re

import pytest

from paceline import strategies
from paceline.testing import StrategyContract


class TestContract(StrategyContract):
    """Each strategy of paceline's own."""

    helpers = {  # noqa: RUF012 (as the contract has it)
        "processes": re.compile("resource_tracker import main"),  # of multiprocessing and of loky
        "temporary": re.compile("pymp-"),  # the folder of multiprocessing's sockets
        "threads": re.compile("Dask-Offload|Profile"),  # dask's
    }

    @pytest.fixture(scope="class", params=[name for name in strategies.names() if not strategies.get(name).missing()])
    def name(self, request: pytest.FixtureRequest) -> str:
        """Return the name of each strategy that can run here."""
        return str(request.param)
