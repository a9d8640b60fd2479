"""How every command ends: with an exit status, one message about what a person can mend, and else a log."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import task

from bailiwick.errors import BailiwickError

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoke import Context


_RARELY = (100_000, 20, 20)
"""When to look for garbage that refers to itself: as often as Python does by itself, it was a tenth of the time."""


def command(*, at_once: bool = False, **options: Any) -> Callable[[Callable[..., int]], Any]:
    """Make an Invoke task of a function that returns the exit status.

    Args:
        at_once: End the process without waiting for threads, which after an interruption sleep for ever.
        options: Of `invoke.task`.
    """

    def decorated(body: Callable[..., int]) -> Any:
        @wraps(body)
        def call(*given: Any, **named: Any) -> None:
            gc.set_threshold(*_RARELY)
            code = _status(lambda: body(*given, **named))
            if at_once:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
            raise SystemExit(code)

        return task(auto_shortflags=False, **options)(call)

    return decorated


def run(c: Context, line: str) -> int:
    """Run a shell command where the person sees it; its exit status."""
    return int(c.run(line, warn=True, pty=sys.stdout.isatty(), in_stream=False).exited)


def _status(call: Callable[[], int]) -> int:
    try:
        return call()
    except BailiwickError as error:
        print(f"bailiwick: {error}", file=sys.stderr)  # noqa: T201 - the last word of a failed command
        return error.exit_status
    except KeyboardInterrupt:
        print("bailiwick: interrupted", file=sys.stderr)  # noqa: T201
        return 130
    except Exception as error:  # noqa: BLE001 - the edge: nothing above could catch it
        log = _crash_log()
        print(f"bailiwick: unexpected error: {error} (details in {log})", file=sys.stderr)  # noqa: T201
        return 3


def _crash_log() -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="bailiwick-error-", suffix=".log", delete=False) as file:
        file.write(traceback.format_exc())
    return Path(file.name)
