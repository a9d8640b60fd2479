"""Which events are worth a line, and what it says: the same words in a pipe, in the log and above the live table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.domain.event import Event

STYLES = {
    "landed": "green",
    "returned": "red",
    "blocked": "yellow",
    "held": "yellow",
    "denied": "yellow",
    "feedback": "yellow",
    "requested": "cyan",
    "notice": "dim",
}
"""Kind of event → style of its verb; kinds without one are printed plainly."""


def line(event: Event) -> Text | None:
    """Return the line of an event, or None where it is not worth one (`stage`, `turn`, `run_finished`)."""
    if event.kind == "notice":
        return _notice(event)
    if event.kind == "run_started":
        return Text(one_line(event.text) or _opening(event))
    if event.kind not in _VERBS:
        return None
    verb, rest = _VERBS[event.kind], _RESTS.get(event.kind, _said)(event)
    text = Text(f"task {one_line(event.task)} ").append(verb, STYLES.get(event.kind, ""))
    return text.append(rest)


def _notice(event: Event) -> Text:
    name, said = f"task {one_line(event.task)}", one_line(event.text)
    about = f"{name}: " if event.task and not said.startswith((f"{name} ", f"{name}: ")) else ""
    return Text().append("note: ", STYLES["notice"]).append(about + said)


def _opening(event: Event) -> str:
    asked = event.data.get("tasks", 0)
    number = asked if isinstance(asked, int) else len(asked)
    parts = [measure.count(number, "task")]
    if jobs := event.data.get("jobs"):
        parts.append(f"{jobs} at a time")
    for name in ("isolation", "coders"):
        if value := event.data.get(name):
            listed = value if isinstance(value, str) else ", ".join(str(v) for v in value)
            parts.append(f"{name} {one_line(listed)}")
    return ", ".join(parts)


def _said(event: Event) -> str:
    said = one_line(event.text).removeprefix(f"task {one_line(event.task)} ")
    return f": {said}" if said else ""


def _started(event: Event) -> str:
    attempt = f"attempt {event.attempt}" if event.attempt > 1 else ""
    who = ", ".join(one_line(p) for p in (event.module, event.agent, event.coder, attempt) if p)
    return (f": {one_line(event.title)}" if event.title else "") + (f" ({who})" if who else "") + _said(event)


def _check(event: Event) -> str:
    name = one_line(str(event.data.get("name", "")))
    outcome = str(event.data.get("outcome", "")).replace("_", " ")
    return " " + " ".join(p for p in (name, one_line(outcome)) if p) + _said(event)


def _landed(event: Event) -> str:
    commit = measure.short(one_line(str(event.data.get("commit", ""))))
    subject = one_line(str(event.data.get("subject", "")) or event.text or event.title)
    return "".join(f" {part}" for part in (commit, subject) if part)


def _requested(event: Event) -> str:
    asking = one_line(str(event.data.get("by", "")))
    by = f" by task {asking}" if asking else ""
    place = f" ({one_line(event.module)})" if event.module else ""
    return by + (f": {one_line(event.title)}" if event.title else "") + place + _said(event)


_VERBS = {
    "started": "started",
    "denied": "refused",
    "check": "check",
    "review": "review",
    "feedback": "sent back",
    "landed": "landed",
    "held": "held",
    "returned": "returned",
    "blocked": "blocked",
    "requested": "requested",
}
_RESTS: dict[str, Callable[[Event], str]] = {
    "started": _started,
    "check": _check,
    "landed": _landed,
    "requested": _requested,
}
