"""One contract for all strategies that can run here."""

from __future__ import annotations

import re

from paceline import strategies
from paceline.testing import StrategyContract


class TestContract(StrategyContract):
    """Each strategy of paceline's own."""

    strategies = [name for name in strategies.names() if not strategies.get(name).missing()]  # noqa: RUF012
    helpers = {  # noqa: RUF012 (as the contract has it)
        "processes": re.compile("resource_tracker import main"),  # of multiprocessing and of loky
        "temporary": re.compile("pymp-"),  # the folder of multiprocessing's sockets
        "threads": re.compile("Dask-Offload|Profile"),  # dask's
    }
