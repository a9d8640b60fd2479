"""The report of a team whose agents report by tool: written by the engine, with the files that it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import report as grammar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.conventions.report import Bullets
    from bailiwick.domain.convention import ReportForm

_HOW = {"A": "created", "M": "modified", "D": "deleted"}


def written(form: ReportForm, params: Mapping[str, str], report: Mapping[str, Any], changed: Mapping[str, str]) -> str:
    """Return the report in the grammar of its convention, or "" where that asks for what the engine cannot fill in.

    Args:
        form: The grammar.
        params: For its title.
        report: JSON of what the agent handed in.
        changed: Path → `A`, `M` or `D`, of everything that lands.
    """
    if form.by != "finish" or not form.parts or any(part.name not in _FILLED for part in form.parts):
        return ""
    values = {part.name: _FILLED[part.name](report, changed) for part in form.parts}
    return grammar.render(form, {**values}, params)


def _files(_report: Mapping[str, Any], changed: Mapping[str, str]) -> Bullets:
    return tuple({"how": _HOW.get(status, "modified"), "path": path} for path, status in sorted(changed.items()))


def _deviations(report: Mapping[str, Any], _changed: Mapping[str, str]) -> Bullets:
    return tuple({"kind": one["kind"], "text": one["text"]} for one in report.get("deviations", ()))


def _attention(report: Mapping[str, Any], _changed: Mapping[str, str]) -> Bullets:
    return tuple({**one, "line": str(one["line"])} for one in report.get("attention", ()))


_FILLED: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], Bullets]] = {
    "files": _files,
    "deviations": _deviations,
    "attention": _attention,
}
"""Parts of a report that the engine can write."""
