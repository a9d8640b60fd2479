"""What a command inherits from before its start: limits of the kernel for each process, set by a shell that becomes it.

A shell because setting them between fork and exec is not safe in a program with threads, and afterwards is too late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.sandbox.base import Limits

SHELL = "/bin/sh"
BLOCK_BYTES = 512
"""The unit of `ulimit -f` (POSIX)."""
OPENED = 9
"""The last descriptor that every shell can redirect (POSIX)."""
_NO_CORE = "ulimit -c 0"
_DIES_FIRST = "{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null"
"""Where the machine runs out of memory, a confined command is ended and not the engine (proc(5))."""


def limited(
    argv: Sequence[str], limits: Limits, *, cwd: str = "", opened: str = "", descriptor: int = OPENED
) -> tuple[str, ...]:
    """Return a command line that sets the limits and becomes `argv`.

    Args:
        argv: What it becomes.
        limits: Those of the kernel are set.
        cwd: Where; "": where it is started.
        opened: A file that is open for it as `descriptor`, a path without special characters; "": none.
        descriptor: One digit; what was inherited under this number is closed.
    """
    size = f"ulimit -f {max(limits.file_bytes // BLOCK_BYTES, 1)}" if limits.file_bytes else ""
    enter = 'cd -- "$0" || exit 125' if cwd else ""
    become = f'exec "$@" {descriptor}<{opened}' if opened else 'exec "$@"'
    script = "\n".join(filter(None, (_NO_CORE, size, _DIES_FIRST, enter, become)))
    return (SHELL, "-c", script, cwd or SHELL, *argv)


def after(argv: Sequence[str]) -> Sequence[str]:
    """Return what a command line of `limited` becomes; another one is what it is."""
    return argv[4:] if tuple(argv[:2]) == (SHELL, "-c") else argv
