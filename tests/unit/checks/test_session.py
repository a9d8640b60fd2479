"""What the plugin's report is taken for, whatever the code under test has written into it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.checks.report_file import ReportError
from bailiwick.checks.session import Session, Sheet, read_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PASSED, FAILED = TestOutcome.PASSED, TestOutcome.FAILED
START = {"kind": "start"}
NOT_OURS = r"^its report is not what the engine's plugin writes$"


def ran(node: str, outcome: str = "passed", *, raised: bool = False) -> dict[str, Any]:
    return {"kind": "test", "node": node, "outcome": outcome, "raised": raised}


def sealed(sheet: Sheet, *lines: object) -> str:
    """Lines as the plugin writes them, each sealed upon the one before."""
    document, last = "", ""
    for line in lines:
        text = line if isinstance(line, str) else json.dumps(line)
        last = sheet.tag(last, text)
        document += f"{last} {text}\n"
    return document


def read(tmp_path: Path, *lines: object, end: str = "") -> Session:
    sheet = Sheet.lay(tmp_path)
    sheet.path.write_text(sealed(sheet, *lines) + end)
    return read_session(sheet)


def test_a_whole_session(tmp_path: Path) -> None:
    lines = (START, ran("a"), ran("b", "failed", raised=True), {"kind": "injected", "outcome": "failed"})
    session = read(tmp_path, *lines, {"kind": "end", "status": 1})
    assert session == Session(TestReport({"a": PASSED, "b": FAILED}, "failed"), (), (), 1)


def test_a_session_that_was_cut_off_has_no_status(tmp_path: Path) -> None:
    session = read(tmp_path, START, ran("a"), end='{"kind": "end", "sta')
    assert (session.status, session.report.outcomes) == (None, {"a": PASSED})


def test_errors_that_were_reported_as_something_else(tmp_path: Path) -> None:
    session = read(
        tmp_path, START, ran("a", raised=True), ran("b", "skipped", raised=True), ran("c", "failed", raised=True)
    )
    assert session.rewritten == ("a", "b")


def test_files_that_could_not_be_collected(tmp_path: Path) -> None:
    assert read(tmp_path, START, {"kind": "error", "node": "test_a.py"}).uncollected == ("test_a.py",)


def test_one_injected_test_that_passed_is_enough(tmp_path: Path) -> None:
    lines = [{"kind": "injected", "outcome": outcome} for outcome in ("failed", "passed", "failed")]
    assert read(tmp_path, START, *lines).report.injected == "passed"


def test_half_a_character_in_a_name(tmp_path: Path) -> None:
    session = read(tmp_path, START, '{"kind": "test", "node": "a\\ud800", "outcome": "passed", "raised": true}')
    assert session.report.outcomes == {"a?": PASSED}
    assert session.rewritten == ("a?",)


@pytest.mark.parametrize("lines", [(), (ran("a"),)], ids=["empty", "no start"])
def test_no_report(tmp_path: Path, lines: tuple[object, ...]) -> None:
    with pytest.raises(ReportError, match=r"^it left no report$"):
        read(tmp_path, *lines)


def test_a_sheet_as_it_was_laid(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"^it left no report$"):
        read_session(Sheet.lay(tmp_path))


LINES = (START, ran("a", "failed"), ran("b"), {"kind": "end", "status": 1})


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [line.replace("failed", "passed") for line in lines],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[0], lines[2], lines[1], lines[3]],
        lambda lines: [*lines, lines[1]],
        lambda lines: [*lines, '{"kind": "end", "status": 0}\n'],
    ],
    ids=["changed", "taken out", "in another order", "written again", "without a seal"],
)
def test_lines_of_somebody_else(tmp_path: Path, change: Callable[[list[str]], list[str]]) -> None:
    sheet = Sheet.lay(tmp_path)
    sheet.path.write_text("".join(change(sealed(sheet, *LINES).splitlines(keepends=True))))
    with pytest.raises(ReportError, match=r"^its report was changed by something else than the engine's plugin$"):
        read_session(sheet)


def test_no_two_sheets_are_alike(tmp_path: Path) -> None:
    one, other = Sheet.lay(tmp_path), Sheet.lay(tmp_path)
    assert one.path != other.path
    assert one.seal != other.seal


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        "1",
        '{"kind": "test"}',
        '{"kind": "test", "node": "a", "outcome": "splendid", "raised": false}',
        '{"kind": "end", "status": 1e999}',
        '{"kind": "end", "status": "one"}',
        f'{{"kind": "end", "status": {"9" * 5000}}}',
        "[" * 100_000,
    ],
    ids=[
        "no JSON", "list", "number", "no test", "no outcome", "infinite", "no number", "too many digits", "nested",
    ],
)  # fmt: skip
def test_lines_that_the_plugin_does_not_write(tmp_path: Path, line: str) -> None:
    with pytest.raises(ReportError, match=NOT_OURS):
        read(tmp_path, START, line)
