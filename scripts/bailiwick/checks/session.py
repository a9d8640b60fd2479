"""What the plugin in pytest has written about one session, read from outside.

The plugin runs beside the code under test. What it says is therefore only believed where its lines are sealed, where it
is whole and where it agrees with the exit status, see `pytest_check`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.checks.report_file import ReportError, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Sheet:
    """A file for the lines of one session, with the seal by which they are known for those of the plugin."""

    path: Path
    seal: str

    @classmethod
    def lay(cls, directory: Path) -> Sheet:
        """Make a file, each under a new name: what an earlier command left or a later one guesses does not count."""
        sheet = cls(directory / f"evidence-{secrets.token_hex(8)}.jsonl", secrets.token_hex(32))
        sheet.path.write_text(sheet.seal, encoding="ascii")
        return sheet

    def tag(self, before: str, text: str) -> str:
        """Return what stands in front of a line, given the tag of the line before, or an empty text."""
        key = self.seal.encode()
        return hashlib.blake2b(f"{before} {text}".encode(), key=key, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Session:
    """One session of pytest."""

    report: TestReport
    rewritten: tuple[str, ...]
    """Tests that raised an error and were reported as something else than failed."""
    uncollected: tuple[str, ...]
    """Files that could not be collected."""
    status: int | None
    """Exit status as pytest saw it at its end; None where the session never came to its end."""


def read_session(sheet: Sheet) -> Session:
    """Read the lines of the plugin.

    Raises:
        ReportError: there are none, or they are not what the plugin writes.
    """
    try:
        return _session(list(_lines(sheet, read_file(sheet.path.parent, sheet.path.name))))
    except ReportError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise ReportError("its report is not what the engine's plugin writes") from error


def _session(lines: list[dict[str, Any]]) -> Session:
    if not lines or lines[0]["kind"] != "start":
        raise ReportError("it left no report")
    tests = [line for line in lines if line["kind"] == "test"]
    outcomes = {_node(line): TestOutcome(line["outcome"]) for line in tests}
    raised = {_node(line) for line in tests if line["raised"] is True}
    ends = [line["status"] for line in lines if line["kind"] == "end"]
    injected = [str(line["outcome"]) for line in lines if line["kind"] == "injected"]
    return Session(
        report=TestReport(
            outcomes, next((word for word in injected if word != "failed"), "failed" if injected else "")
        ),
        rewritten=tuple(sorted(test for test in raised if outcomes[test] is not TestOutcome.FAILED)),
        uncollected=tuple(_node(line) for line in lines if line["kind"] == "error"),
        status=int(ends[-1]) if ends else None,
    )


def _node(line: dict[str, Any]) -> str:
    """The name of a test, such as can be printed: JSON may hold half a character."""
    return str(line["node"]).encode(errors="replace").decode()


def _lines(sheet: Sheet, document: bytes) -> Iterator[dict[str, Any]]:
    if document == sheet.seal.encode():
        return  # as it was laid
    last = ""
    for line in document.splitlines(keepends=True):
        if not line.endswith(b"\n"):  # the last one may be torn
            return
        tag, _, text = line.decode().rstrip("\n").partition(" ")
        last = sheet.tag(last, text)
        if not hmac.compare_digest(tag.encode(), last.encode()):
            raise ReportError("its report was changed by something else than the engine's plugin")
        yield json.loads(text)
