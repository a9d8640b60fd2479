"""What is counted in a test report, and which reports are refused."""

from __future__ import annotations

import re

import pytest
from bailiwick.checks.junit import report_of
from bailiwick.checks.report_file import ReportError
from bailiwick.domain.evidence import Counts

GOOD = b"""<testsuites tests="99"><testsuite name="a" tests="4">
  <testcase classname="price.Total" name="adds"/>
  <testcase classname="price.Total" name="rounds"><failure message="2 != 3">told</failure></testcase>
  <testcase classname="price.Total" name="rounds"><error/></testcase>
  <testcase name="waits"><skipped/></testcase>
</testsuite><testsuite name="b" tests="1"><testcase classname="tax" name="adds"><system-out>x</system-out></testcase>
</testsuite></testsuites>"""


def test_every_test_of_every_suite_by_name() -> None:
    assert report_of(GOOD).outcomes == {
        "price.Total::adds": "passed",
        "price.Total::rounds": "failed",
        "price.Total::rounds#2": "failed",
        "waits": "skipped",
        "tax::adds": "passed",
    }
    assert report_of(GOOD).counts() == Counts(collected=5, passed=2, failed=2, skipped=1)


def test_tests_without_a_suite() -> None:
    document = b'<testsuites><testcase classname="test" name="a"/><testcase name="b"><failure/></testcase></testsuites>'
    assert report_of(document).outcomes == {"test::a": "passed", "b": "failed"}


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite tests="1">&b;</testsuite>'


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "its report is not XML (no element found: line 1, column 0)"),
        (GOOD[:40], "its report is not XML (unclosed token: line 1, column 23)"),
        (b"<testsuites/>", "its report names no test suite"),
        (b'<html><testcase name="a"/></html>', "its report names no test suite"),
        (BOMB, "its report has a document type, which test reports never have"),
        (BOMB.decode().encode("utf-16"), "its report has a document type, which test reports never have"),
        (b'<testsuite tests="-1"/>', "its report says tests='-1'"),
        (b'<testsuite tests="1e9"/>', "its report says tests='1e9'"),
        (b'<testsuite tests="12345678901"/>', "its report says tests='12345678901'"),
        (b'<testsuite tests="1" failures="2"/>', "its report counts tests and names none"),
    ],
    ids=[
        "empty",
        "torn",
        "no suite",
        "no report",
        "entities",
        "utf-16",
        "negative",
        "no integer",
        "huge",
        "contradiction",
    ],
)
def test_refuses(document: bytes, message: str) -> None:
    with pytest.raises(ReportError, match=f"^{re.escape(message)}$"):
        report_of(document)
