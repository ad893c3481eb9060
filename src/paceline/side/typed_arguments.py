"""What the caller names is collected and run, also where the configuration leaves it out of ordinary test runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import benchmarks

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from .options import Options


class TypedArguments:
    """The hooks that put the configuration's `--ignore`, `collect_ignore`, `-m` and `-k` aside."""

    def __init__(self, config: pytest.Config, options: Options) -> None:
        here = config.invocation_params.dir
        paths = [here / argument.partition("::")[0] for argument in config.args]
        self._paths = {above for path in paths for above in (path, *path.parents)}
        self._options = options

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Collect what is named; what lies in it may be ignored as the project says."""
        return False if collection_path in self._paths else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """Select again by what the caller has typed alone, where the configuration deselects every benchmark."""
        collected = list(items)
        yield
        if not items and any(map(benchmarks.is_benchmark, collected)) and self._options.select_as_typed():
            items[:] = collected
            config.hook.pytest_collection_modifyitems(session=session, config=config, items=items)
