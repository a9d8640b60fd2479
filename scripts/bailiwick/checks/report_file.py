"""Reads a file that code under test may have made: nothing in it, on the way to it or about it is trusted."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from bailiwick.git import beneath

if TYPE_CHECKING:
    from pathlib import Path

MAX_REPORT_BYTES = 64 * 1024 * 1024


class ReportError(ValueError):
    """The report is missing or not usable; str() is a clause such as `it left no report`."""


def read_file(root: Path, path: str, *, max_bytes: int = MAX_REPORT_BYTES) -> bytes:
    """Read a report.

    Args:
        root: a directory that the code under test cannot replace.
        path: relative to it.
        max_bytes: a larger one is refused.

    Raises:
        ReportError: no regular file, reached over a link, or too large.
    """
    descriptor = _opened(root, path)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ReportError("its report is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            document = file.read(max_bytes + 1)
    finally:
        os.close(descriptor)
    if len(document) > max_bytes:
        raise ReportError(f"its report is larger than {max_bytes} bytes")
    return document


def clear(root: Path, path: str) -> None:
    """Take away what an earlier command, or the tree itself, has at a place below `root`; it must not count.

    Where a link stands on the way nothing is taken away: it may lead anywhere. `read_file` does not follow it either.
    """
    with suppress(OSError), beneath.opened(root) as descriptor:
        beneath.remove(descriptor, path)


def _opened(root: Path, path: str) -> int:
    try:
        with beneath.opened(root) as above:
            return beneath.open_content(above, path)
    except FileNotFoundError as error:
        raise ReportError("it left no report") from error
    except OSError as error:
        raise ReportError(f"its report cannot be opened ({error.strerror})") from error
