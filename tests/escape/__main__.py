"""`python -m tests.escape`: begins anew with variables that hold a key and nothing of the machine's, then runs."""

from __future__ import annotations

import os
import sys

_KEY = "ANTHROPIC_API_KEY"


def _environment() -> dict[str, str]:
    from tests.escape.template import SECRET

    private = ("GIT_", "ANTHROPIC_", "BAILIWICK_", "XDG_", "PRE_COMMIT", "PYTEST_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(private) and not k.lower().endswith("_proxy")}
    for name in ("SKIP", "VIRTUAL_ENV", "COLUMNS", "LINES", "FORCE_COLOR"):
        kept.pop(name, None)
    return kept | {"GIT_CONFIG_NOSYSTEM": "1", _KEY: f"{SECRET}key", "ESCAPE_SUITE": "1"}


if __name__ == "__main__":
    if "ESCAPE_SUITE" not in os.environ:
        # /proc/<pid>/environ shows what a process was started with, and a vector reads it there
        os.execve(sys.executable, [sys.executable, "-m", "tests.escape", *sys.argv[1:]], _environment())
    from tests.escape.suite import main

    sys.exit(main(sys.argv[1:]))
