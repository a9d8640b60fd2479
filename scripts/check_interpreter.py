"""Which Python runs the hooks: replaces one that is too old, or lacks a package, by the one `make install` recorded.

Without `from __future__ import annotations`: even Python 3.6 must be able to read this file and name the way out.
"""

import os
import sys

OLDEST = (3, 11)
_REPLACED = "BAILIWICK_HOOK_PYTHON"


def require_version(oldest: "tuple[int, ...]" = OLDEST) -> None:
    """Go on where this Python is new enough, else start the hook again with the recorded one."""
    if sys.version_info[:2] < oldest:
        _start_again(f"Python {_dotted(sys.version_info[:2])} is older than {_dotted(oldest)}")


def require_package(name: str) -> None:
    """Go on where this Python can import the package `name`, else start the hook again with the recorded one."""
    import importlib.util

    if importlib.util.find_spec(name) is None:
        _start_again(f"{sys.executable} finds no package {name}")


def _start_again(reason: str) -> None:
    replaced = os.environ.pop(_REPLACED, "")
    for python in [] if replaced else _candidates():
        if os.access(python, os.X_OK):
            os.environ[_REPLACED] = python
            os.execv(python, [python, "-I", *sys.argv])  # noqa: S606 - the interpreter is the person's own
    sys.stderr.write(f"bailiwick: {reason}; run `make install`, which builds an environment for the hooks\n")
    sys.exit(2)


def _candidates() -> "list[str]":
    from pathlib import Path

    # popen: git's one home in the package needs a newer Python than this file may count on.
    recorded = os.popen("git config --get bailiwick.python").read().strip()  # noqa: S605
    shared_git_dir = os.popen("git rev-parse --git-common-dir").read().strip()  # noqa: S605
    beside = Path(shared_git_dir).resolve().parent / ".venv" / "bin" / "python"
    return [recorded, str(beside)] if recorded else [str(beside)]


def _dotted(version: "tuple[int, ...]") -> str:
    return ".".join(str(part) for part in version)
