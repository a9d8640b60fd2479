"""Run one command in a sandbox: the two halves, confinement and process, put together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.sandbox import process

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from bailiwick.sandbox.base import Confinement, Sandbox


def run_command(
    sandbox: Sandbox,
    command: Sequence[str],
    confinement: Confinement,
    *,
    timeout_seconds: float = 0,
    max_output_bytes: int = process.MAX_OUTPUT_BYTES,
    stop: threading.Event | None = None,
    record: Path | None = None,
) -> process.Finished:
    """Run a command confined; the arguments and the result are those of `process.run`."""
    reader, writer = os.pipe()
    try:
        return process.run(
            sandbox.argv(command, confinement, report=writer),
            cwd=Path("/"),
            environment={},
            timeout_seconds=timeout_seconds,
            max_output_bytes=max_output_bytes,
            stop=stop,
            record=record,
            report=process.Report(reader, writer),
            limits=confinement.limits,
            writable=confinement.writable,
        )
    finally:
        os.close(reader)
        os.close(writer)
