"""Whose is a task, and who is to look at it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import words
from bailiwick.domain.agent_name import meant_agent

if TYPE_CHECKING:
    from bailiwick.conventions.importing.entry import Entry

ASSIGNEES = ("assigned_to", "agent", "assignee")
"""Names under which lists say whose a task is; the first one given counts."""
_REVIEWERS = ("reviewer", "reviewers", "review_notes")


def take_assignee(entry: Entry) -> None:
    """Set `assigned_to`, and note every agent and reviewer that the source names."""
    _reviewers(entry)
    given = {name: entry.left[name] for name in ASSIGNEES if entry.left.get(name)}
    for name in ASSIGNEES:
        if not entry.left.get(name, True):
            entry.imported[name] = entry.left.pop(name)
    if not given:
        _nobody(entry)
        return
    name, written = next(iter(given.items()))
    for other in given:
        entry.left.pop(other)
    others = {other: value for other, value in given.items() if other != name}
    entry.imported |= others
    _one_of(entry, name, written)
    became, known = entry.value["assigned_to"], entry.setting.agents
    if any(became not in _names(value, known) for value in others.values()):
        message = f"{' and '.join(given)} name different agents"
        remedy = f"{became} was taken; correct it in the list"
        entry.findings.append(entry.raw.place.error((name,), message, remedy, seen=written))


def _one_of(entry: Entry, name: str, written: Any) -> None:
    """Take the agent, or of a list the first one that is no reviewer."""
    names = entry.agents = _names(written, entry.setting.agents)
    if not names:
        entry.imported[name] = written
        entry.value["assigned_to"] = words.NOBODY
        remedy = "name one in the list"
        entry.findings.append(entry.raw.place.error((name,), "expected the name of an agent", remedy, seen=written))
        return
    chosen = next((n for n in names if not words.is_reviewer(n)), names[0])
    if (name, written) == ("assigned_to", chosen):
        entry.value["assigned_to"] = chosen
    else:
        entry.become(name, written, "assigned_to", chosen)
    if len(names) > 1:
        entry.reviewers += [n for n in names if n != chosen and words.is_reviewer(n)]
        remedy = f"{chosen} was taken; name the reviewers in the map, or make a task of each"
        message = f"{len(names)} agents for one task"
        entry.findings.append(entry.raw.place.error((name,), message, remedy, seen=written))


def _names(value: Any, known: frozenset[str]) -> list[str]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [meant_agent(v, known) for v in values if isinstance(v, str) and v.strip()]


def _nobody(entry: Entry) -> None:
    if entry.setting.assign_to:
        entry.agents = [entry.setting.assign_to]
        entry.become("", None, "assigned_to", entry.setting.assign_to, "as --assign-to says")
        return
    entry.become("", None, "assigned_to", words.NOBODY, "nobody is named for it; --assign-to AGENT names one")


def _reviewers(entry: Entry) -> None:
    """Note who is named as a reviewer; the name of a person is none of an agent."""
    for name in _REVIEWERS:
        written = entry.left.get(name)
        names = _names(list(written) if isinstance(written, dict) else written, entry.setting.agents)
        entry.reviewers += [n for n in names if words.is_reviewer(n)]
