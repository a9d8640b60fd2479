"""How many tests a JUnit XML report counts. The report was written by the code under test: nothing in it is trusted."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING
from xml.parsers import expat

from bailiwick.domain.evidence import Counts

if TYPE_CHECKING:
    from pathlib import Path

MAX_REPORT_BYTES = 16 * 1024 * 1024


class ReportError(ValueError):
    """The report is missing or not usable; str() is a clause such as `it left no report`."""


def read_counts(path: Path, *, max_bytes: int = MAX_REPORT_BYTES) -> Counts:
    """Add up the `testsuite` elements of a report.

    Raises:
        ReportError: no regular file, too large, not XML, with a document type, or with senseless numbers.
    """
    return counts_of(_read(path, max_bytes))


def counts_of(document: bytes) -> Counts:
    """Add up the `testsuite` elements of a document; see `read_counts`."""
    suites: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: suites.append(attributes) if name == "testsuite" else None
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise ReportError(f"its report is not XML ({error})") from error
    if not suites:
        raise ReportError("its report names no test suite")
    collected, failures, errors, skipped = (
        sum(_number(suite, name) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    passed = collected - failures - errors - skipped
    if passed < 0:
        raise ReportError("the numbers of its report contradict each other")
    return Counts(collected=collected, passed=passed, failed=failures + errors, skipped=skipped)


def _refuse_doctype(*_: object) -> None:
    raise ReportError("its report has a document type, which test reports never have")


def _number(suite: dict[str, str], name: str) -> int:
    text = suite.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ReportError(f"its report says {name}={text[:20]!r}")
    return int(text)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise ReportError("it left no report") from error
    except OSError as error:
        raise ReportError(f"its report cannot be opened ({error.strerror})") from error
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
