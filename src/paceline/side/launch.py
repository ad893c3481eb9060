"""Start pytest as `python -m pytest` does, in an environment that was built for the checkout.

What was built there goes before the checkout's own files. A worker that multiprocessing spawns runs this module too,
under another name, before it imports anything of the project.
"""

from __future__ import annotations

import sys

from . import installed

installed.prefer()

if __name__ == "__main__":
    import pytest

    sys.argv[0] = pytest.__file__
    sys.exit(pytest.main())
