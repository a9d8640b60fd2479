"""A whole reply taken for the report: what the engine makes of it, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.conventions import report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.conventions.report import Values
    from bailiwick.domain.convention import Convention

NOT_YET = "Your reply is taken for the report, and it does not fit:"


@dataclass(frozen=True)
class Reply:
    """What was read."""

    report: dict[str, Any] = field(default_factory=dict)
    """JSON of `coders.payloads.Report`, with `text` (byte for byte) and `values` (see `conventions.report`)."""
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def feedback(self) -> str:
        """What the agent is told where the reply does not fit."""
        return "\n".join([NOT_YET, *(f"- {fault}" for fault in self.faults), "Reply once more, with the report alone."])


def take(convention: Convention, params: Mapping[str, str], text: str) -> Reply:
    """Read a reply as the report that the convention asks for; nothing is guessed."""
    found = report.read(convention.report, text, params)
    if found.faults:
        return Reply(faults=tuple(map(str, found.faults)), notes=found.notes)
    return Reply(_as_report(params["title"], text, found.values), notes=found.notes)


def _as_report(title: str, text: str, values: Values) -> dict[str, Any]:
    rows = {name: value for name, value in values.items() if not isinstance(value, str)}
    return {
        "summary": title,
        "files": [row["path"] for row in rows.get("files", ())],
        "commit_subject": "",
        "endpoints": list(rows.get("endpoints", ())),
        "dependencies": [row["requirement"] for row in rows.get("dependencies", ())],
        "assumptions": [row["text"] for row in rows.get("assumptions", ())],
        "text": text,
        "values": values,
    }
