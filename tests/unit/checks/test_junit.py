"""What is counted in a test report, and which reports are refused."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.junit import ReportError, counts_of, read_counts
from bailiwick.domain.evidence import Counts

if TYPE_CHECKING:
    from pathlib import Path

GOOD = b'<testsuites><testsuite tests="9" failures="2" errors="1" skipped="2"/></testsuites>'


def test_counts_failures_and_errors_as_failed() -> None:
    assert counts_of(GOOD) == Counts(collected=9, passed=4, failed=3, skipped=2)


def test_adds_up_suites() -> None:
    document = b'<testsuites tests="99"><testsuite tests="2"/><testsuite tests="3" skipped="1"/></testsuites>'
    assert counts_of(document) == Counts(collected=5, passed=4, failed=0, skipped=1)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite tests="1">&b;</testsuite>'


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "its report is not XML (no element found: line 1, column 0)"),
        (GOOD[:40], "its report is not XML (unclosed token: line 1, column 12)"),
        (b"<testsuites/>", "its report names no test suite"),
        (BOMB, "its report has a document type, which test reports never have"),
        (BOMB.decode().encode("utf-16"), "its report has a document type, which test reports never have"),
        (b'<testsuite tests="-1"/>', "its report says tests='-1'"),
        (b'<testsuite tests="1e9"/>', "its report says tests='1e9'"),
        (b'<testsuite tests="12345678901"/>', "its report says tests='12345678901'"),
        (b'<testsuite tests="1" failures="2"/>', "the numbers of its report contradict each other"),
    ],
    ids=["empty", "torn", "no suite", "entities", "utf-16", "negative", "no integer", "huge", "contradiction"],
)
def test_refuses(document: bytes, message: str) -> None:
    with pytest.raises(ReportError, match=f"^{re.escape(message)}$"):
        counts_of(document)


def test_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_bytes(GOOD)
    assert read_counts(tmp_path / "report.xml").collected == 9


def test_a_file_too_large(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_bytes(GOOD)
    with pytest.raises(ReportError, match=r"^its report is larger than 10 bytes$"):
        read_counts(tmp_path / "report.xml", max_bytes=10)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"^it left no report$"):
        read_counts(tmp_path / "report.xml")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(GOOD)
    (tmp_path / "report.xml").symlink_to("good.xml")
    with pytest.raises(ReportError, match=r"^its report cannot be opened \(Too many levels of symbolic links\)$"):
        read_counts(tmp_path / "report.xml")


def test_a_pipe_does_not_hold_the_engine(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.xml")
    with pytest.raises(ReportError, match=r"^its report is not a regular file$"):
        read_counts(tmp_path / "report.xml")


def test_a_directory(tmp_path: Path) -> None:
    (tmp_path / "report.xml").mkdir()
    with pytest.raises(ReportError, match=r"^its report is not a regular file$"):
        read_counts(tmp_path / "report.xml")
