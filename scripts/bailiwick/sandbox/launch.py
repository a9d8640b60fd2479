"""The command line of the launcher: the program that sets up a confinement which no other program sets up."""

from __future__ import annotations

import marshal
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.sandbox import seccomp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.sandbox.base import Confinement

LAUNCHER = Path(__file__).with_name("launcher") / "run.py"
FAILED = 125


def launch(
    name: str, machine: str, command: Sequence[str], confinement: Confinement, more: Mapping[str, object]
) -> tuple[str, ...]:
    """Return the command line of the launcher with all it has to set up.

    Args:
        name: Of the sandbox, before its messages.
        machine: Key of `seccomp.MACHINES`.
        command: What is run.
        confinement: Its bounds.
        more: What one of the two ways needs beside; either `rules`, or `uid`, `writable` and `kept`.
    """
    numbers = seccomp.MACHINES[machine]
    specification = {
        "name": name,
        "parent": os.getpid(),
        "cwd": str(confinement.cwd or confinement.workdir),
        "environment": dict(confinement.environment),
        "network": confinement.network,
        "filter": seccomp.program(numbers, network=confinement.network),
        "capset": numbers.capset,
        "seccomp": numbers.seccomp,
        "file": confinement.limits.file_bytes,
        "tasks": 0,
        "uid": 0,
        **more,
    }
    bytecode = ("-B",) if sys.dont_write_bytecode else ()
    words = (*bytecode, "-I", "-S", str(LAUNCHER), marshal.dumps(specification).hex())
    return (sys.executable, *words, *command)


def setup_failure(name: str, status: int, output: str) -> str | None:
    """Tell from the launcher's own message, which comes with status 125, that the command was never started."""
    return output.strip() if status == FAILED and output.startswith(f"{name}: ") else None
