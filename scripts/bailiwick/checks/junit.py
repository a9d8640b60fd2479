"""What a JUnit XML report says, test by test. It was written by the code under test: nothing in it is trusted."""

from __future__ import annotations

from xml.parsers import expat

from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.checks.report_file import ReportError

_OUTCOMES = {"failure": TestOutcome.FAILED, "error": TestOutcome.FAILED, "skipped": TestOutcome.SKIPPED}


def report_of(document: bytes) -> TestReport:
    """Read the `testcase` elements of a document as `classname::name`; one that comes twice is told apart by `#2`.

    Raises:
        ReportError: not XML, with a document type, without a test suite, or with numbers that contradict its tests.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise ReportError(f"its report is not XML ({error})") from error
    if not reader.suites:
        raise ReportError("its report names no test suite")
    if reader.declared and not reader.outcomes:
        raise ReportError("its report counts tests and names none")
    return TestReport(reader.outcomes)


class _Reader:
    def __init__(self) -> None:
        self.outcomes: dict[str, TestOutcome] = {}
        self.suites = 0
        self.declared = 0
        self._test = ""
        self._root = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._root = self._root or name
        if name == "testsuite":
            self.suites += 1
            self.declared += _number(attributes, "tests")
        elif name == "testcase":
            self.suites += self._root == "testsuites"  # node leaves tests outside of any `describe` without a suite
            self._test = self._named("::".join(filter(None, (attributes.get("classname"), attributes.get("name")))))
            self.outcomes[self._test] = TestOutcome.PASSED
        elif name in _OUTCOMES and self._test and self.outcomes[self._test] is not TestOutcome.FAILED:
            self.outcomes[self._test] = _OUTCOMES[name]

    def end(self, name: str) -> None:
        if name == "testcase":
            self._test = ""

    def _named(self, name: str) -> str:
        name = name or "test"
        if name not in self.outcomes:
            return name
        number = 2
        while f"{name}#{number}" in self.outcomes:
            number += 1
        return f"{name}#{number}"


def _refuse_doctype(*_: object) -> None:
    raise ReportError("its report has a document type, which test reports never have")


def _number(suite: dict[str, str], name: str) -> int:
    text = suite.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ReportError(f"its report says {name}={text[:20]!r}")
    return int(text)
