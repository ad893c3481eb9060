"""What draws plots: it is not installed with the rest, since it has no wheels for every interpreter."""

from __future__ import annotations

import importlib
from typing import Any

from ...errors import PacelineError
from ..drawing import INSTALL, MODULE


def engine() -> Any:
    """Return the module that holds Vega's scripts and draws with them; raise `PacelineError` where it is missing."""
    try:
        return importlib.import_module(MODULE)
    except ModuleNotFoundError as error:
        raise PacelineError("pages and plots need vl-convert-python", cure=INSTALL) from error
