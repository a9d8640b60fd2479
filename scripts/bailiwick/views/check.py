"""What `invoke check` prints: every violation of the shared files, or that there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.violation import Violation
    from bailiwick.views.paper import Paper


def report_check(
    violations: Sequence[Violation], paper: Paper, *, notes: Sequence[str] = (), as_json: bool = False
) -> None:
    """Print the violations in the order given, each as `file:line path: message` with its remedy below it.

    Args:
        violations: What the shared files break; empty: `no violations` is printed.
        paper: What to print on.
        notes: Lines to open with, such as a disagreement of list and journal.
        as_json: Print one JSON object instead.
    """
    if as_json:
        paper.json({"violations": [_json(v) for v in violations], "notes": list(notes)})
        return
    for note in notes:
        paper.rows([("note:", one_line(note))])
    if not violations:
        paper.line("no violations")
        return
    for violation in violations:
        paper.line(_place(violation).append(f": {one_line(violation.message)}"))
        if violation.remedy:
            paper.rows([(one_line(violation.remedy),)], indent=4)
    files = len({v.file for v in violations})
    paper.line()
    paper.line(f"{measure.count(len(violations), 'violation')} in {measure.count(files, 'file')}")


def _place(violation: Violation) -> Text:
    line = "" if violation.line is None else f":{violation.line}"
    return Text().append(f"{one_line(violation.file)}{line}", "bold").append(f" {one_line(violation.path)}".rstrip())


def _json(violation: Violation) -> dict[str, str | int | None]:
    return {
        "file": violation.file,
        "line": violation.line,
        "path": violation.path,
        "message": violation.message,
        "remedy": violation.remedy,
    }
