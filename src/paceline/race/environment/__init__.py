"""An environment for a checkout: its project, what its benchmarks need, and nothing that leads out of the checkout.

`request` says what was asked, `project` which project it is, `offered_sets` and `elsewhere` which sets of requirements
there are, `choice` which of them, `installer` fills an environment with them, and `kept` finds it again.
"""

from __future__ import annotations

from .building import build
from .kept import record
from .lacking import lacking
from .request import Request

__all__ = ["Request", "build", "lacking", "record"]
