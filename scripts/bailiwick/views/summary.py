"""How a run ended: what landed, what did not and why, what it cost and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from bailiwick.domain.record import RunSummary
from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.views.paper import Cell, Paper

_STYLES = {"landed": "green", "returned": "red", "blocked": "yellow", "held": "yellow", "waiting": ""}


def from_json(data: Mapping[str, Any]) -> RunSummary:
    """Read the data of the event `run_finished`, the inverse of `RunSummary.to_json`."""
    pairs = {name: _pairs(data.get(name, ())) for name in _STYLES}
    return RunSummary(
        landed=pairs["landed"],
        returned=pairs["returned"],
        blocked=pairs["blocked"],
        held=pairs["held"],
        waiting=pairs["waiting"],
        cost_usd=data.get("cost_usd", 0.0),
        tokens=data.get("tokens", 0),
        wall_seconds=data.get("wall_seconds", 0.0),
        work_seconds=data.get("work_seconds", 0.0),
        interrupted=data.get("interrupted", False),
        crashed=data.get("crashed", False),
        notes=tuple(data.get("notes", ())),
    )


def report_summary(summary: RunSummary, paper: Paper) -> None:
    """Print the summary: one line of counts, then each task that did not land with its reason."""
    paper.line()
    paper.line(_headline(summary))
    rows = [row for name in _STYLES for row in _rows(name, getattr(summary, name))]
    if summary.work_seconds:
        rows += [("cost", _cost(summary)), ("time", _time(summary))]
    rows += [("note", one_line(note)) for note in summary.notes]
    paper.rows(rows, indent=2)


def _pairs(entries: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((e["task"], e["text"]) if isinstance(e, dict) else (str(e[0]), str(e[1])) for e in entries)


def _headline(summary: RunSummary) -> Text:
    counts = [f"{len(getattr(summary, name))} {name}" for name in _STYLES if getattr(summary, name)]
    said = ", ".join(counts) or ("nothing landed" if summary.interrupted else "nothing to do")
    return Text(f"interrupted: {said}" if summary.interrupted else said, "bold")


def _rows(name: str, pairs: tuple[tuple[str, str], ...]) -> list[tuple[Cell, ...]]:
    label = Text(name, _STYLES[name])
    if name == "landed" and pairs:  # their subjects were told one by one as they landed
        return [(label, ", ".join(one_line(key) for key, _ in pairs))]
    return [(label if i == 0 else "", one_line(key), one_line(text)) for i, (key, text) in enumerate(pairs)]


def _cost(summary: RunSummary) -> str:
    if summary.cost_usd is None:
        return f"unknown: a model without a price was used, {measure.tokens(summary.tokens)} tokens"
    return f"{measure.cost(summary.cost_usd)}, {measure.tokens(summary.tokens)} tokens"


def _time(summary: RunSummary) -> str:
    wall, work = measure.duration(summary.wall_seconds), measure.duration(summary.work_seconds)
    return f"{wall}; {work} of work, speed-up {summary.speed_up:.1f} over one at a time"
