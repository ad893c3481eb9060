from __future__ import annotations

from textwrap import dedent

import pytest

from paceline.race.environment.reason import reason_in

OUTPUTS = {
    "Because six was not found and you require six, we can conclude that your requirements are unsatisfiable.": """
          × No solution found when resolving dependencies:
          ╰─▶ Because six was not found and you require
              six, we can conclude that your requirements are unsatisfiable.
    """,
    "Because shop==1 depends on six and six was not found, we can conclude that it cannot be used. And so on.": """
        error: No solution found when resolving dependencies
          cause: Because shop==1 depends on six and six was not found, we can conclude that it cannot be used.
                 And so on.

        hint: Packages were unavailable
    """,
    "ModuleNotFoundError: No module named 'numpy'": """
        Traceback (most recent call last):
          File "setup.py", line 1
        ModuleNotFoundError: No module named 'numpy'

        During handling of the above exception, another exception occurred:
        RuntimeError: numpy is needed
        error: subprocess-exited-with-error
    """,
    "src/a.c:7:1: error: unknown type name 'foo'": """
        src/a.c:3:5: warning: unused variable
        src/a.c:7:1: error: unknown type name 'foo'
        src/a.c:9:1: error: expected ';'
        error: command '/usr/bin/gcc' failed with exit code 1
        subprocess.CalledProcessError: Command failed
    """,
    "ERROR: Could not find a version that satisfies the requirement six==9 (from versions: none)": """
        ERROR: Could not find a version that satisfies the requirement six==9 (from versions: none)
        ERROR: No matching distribution found for six==9
    """,
    "error: Multiple top-level packages discovered": """
          × Failed to build `shop @ file:///somewhere`
          ╰─▶ Call to `setuptools.build_meta.build_wheel` failed (exit status: 1)

              [stderr]
              error: Multiple top-level packages discovered
    """,
    "mod.ConfigurationError: 'extern/*/LICENSE' did not match any": """
        error: Failed to build `shop @ file:///somewhere`
          cause: The build backend returned an error

             [stderr]
               + Exception Group Traceback (most recent call last):
               |     raise ExceptionGroup(msg, self.errors)
               | ExceptionGroup: Failed to parse pyproject.toml (1 sub-exception)
               +-+---------------- 1 ----------------
                 | mod.ConfigurationError: 'extern/*/LICENSE' did not match any
                 +------------------------------------
    """,
    "Install submodules when building from git clone Hint: git submodule update --init": """
        error: Failed to build `shop @ file:///somewhere`
          cause: The build backend returned an error

             [stderr]
             Install submodules when building from git clone
             Hint:
               git submodule update --init

        hint: Build failures usually indicate a problem with the package or the build environment
    """,
    "no reason given": "",
}


@pytest.mark.parametrize("told", OUTPUTS)
def test_the_cause_is_reported_and_not_what_followed(told: str):
    """A compiler's first error, the first exception, the resolver's whole sentence."""
    assert reason_in(dedent(OUTPUTS[told])) == told
