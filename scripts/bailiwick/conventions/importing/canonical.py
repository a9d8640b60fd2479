"""One raw task becomes one entry of the task list; each change is told, and nothing is dropped.

A value that does not stay under its own name is kept under `imported`, as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import words
from bailiwick.conventions.importing.raw import texts_of
from bailiwick.domain.violation import nearest
from bailiwick.files.task_list import task_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.conventions.importing.raw import RawTask

KEPT = frozenset(
    ("module", "acceptance_criteria", "review_comments", "blocked_reason", "question", "answer", "expected", "params",
     "attempts", "cost", "requested_by", "note", "notes", "watch_tasks", "imported")
)  # fmt: skip
"""Fields with a place in the task list that any source may use."""
_ABSOLUTE = re.compile(r"(?<![\w/:.])(?:[A-Za-z]:[\\/]|/(?:home|Users|root|mnt|tmp|var|opt)/)[^\s\"'`),;]*")
ASSIGNEES = ("assigned_to", "agent", "assignee")
"""Names under which lists say whose a task is; the first one given counts."""
_BLOCKERS = ("blocked_by", "depends_on", "dependencies")


@dataclass(frozen=True)
class Setting:
    """What a person and the repository say of an import."""

    agents: frozenset[str] = frozenset()
    """Names of the map, as they are."""
    assign_to: str = ""
    """Agent of the tasks that name nobody."""
    prefix: str = ""
    """Put before every id."""
    claimed: frozenset[str] = frozenset()
    """Keys of tasks that somebody is at work on."""


@dataclass
class Entry:
    """A task on its way."""

    raw: RawTask
    setting: Setting
    value: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)
    """Fields of the source that have not found their place."""
    imported: dict[str, Any] = field(default_factory=dict)
    agents: list[str] = field(default_factory=list)
    """Every agent that the source names for it."""

    def become(self, name: str, seen: Any, to: str, value: Any, message: str = "") -> None:
        """Set a field to a changed value, keep the written one, and tell it."""
        self.value[to] = value
        if name:
            self.imported[name] = seen
        self.findings.append(self.raw.place.repair((name,) if name else (), seen, to, value, message))


def canonical(raw: RawTask, setting: Setting) -> Entry:
    """Return the entry; `value` lacks `id` where the source gives no usable one, which is told as fatal."""
    entry = Entry(raw, setting, findings=list(raw.notes), left=dict(raw.fields))
    for step in (_id, _title, _assignee, _status, _blockers, _description, _priority, _outputs, _review, _rest):
        step(entry)
    _done(entry)
    _reasons(entry)
    _absolute_paths(entry)
    if entry.imported:
        entry.value["imported"] = {**entry.imported, **entry.value.pop("imported", {})}
    return entry


def _id(entry: Entry) -> None:
    written = entry.left.pop("id", None)
    found = task_id(written)
    if found is None or found == "":
        remedy = "give it an id that was never used"
        entry.findings.append(
            entry.raw.place.error(("id",), "a task without a usable id", remedy, seen=written, is_fatal=True)
        )
    elif entry.setting.prefix:
        entry.become("id", written, "id", f"{entry.setting.prefix}{found}", "as --prefix says")
    else:
        entry.value["id"] = found


def _title(entry: Entry) -> None:
    title = entry.left.get("title")
    if isinstance(title, str) and title.strip():
        entry.value["title"] = entry.left.pop("title")
        return
    name = "name" if isinstance(entry.left.get("name"), str) and entry.left["name"].strip() else ""
    text = entry.left.pop("name") if name else str(entry.left.get("description") or "").strip().split("\n")[0]
    entry.become(name, text or None, "title", text or f"Task {entry.value.get('id', '')}".strip(), "it has no title")


def _assignee(entry: Entry) -> None:
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
        remedy = f"{chosen} was taken; name the reviewers in the map, or make a task of each"
        message = f"{len(names)} agents for one task"
        entry.findings.append(entry.raw.place.error((name,), message, remedy, seen=written))


def _names(value: Any, known: frozenset[str]) -> list[str]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [words.agent_name(v, known) for v in values if isinstance(v, str) and v.strip()]


def _nobody(entry: Entry) -> None:
    if entry.setting.assign_to:
        entry.agents = [entry.setting.assign_to]
        entry.become("", None, "assigned_to", entry.setting.assign_to, "as --assign-to says")
        return
    entry.become("", None, "assigned_to", words.NOBODY, "nobody is named for it; --assign-to AGENT names one")


def _status(entry: Entry) -> None:
    written = entry.left.pop("status", None)
    word = words.status(written) if isinstance(written, str) else None
    if written in (None, ""):
        entry.become("", None, "status", "not_started", "it has no status")
    elif word is None:
        guess = nearest(str(written), words.STATUS_WORDS)
        entry.become("status", written, "status", "blocked")
        entry.value["blocked_reason"] = f"imported with the unknown status {written}"
        entry.findings.append(
            entry.raw.place.error(("status",), "unknown status", f"set it in the list; {guess}", seen=written)
        )
    elif word.status == written or _is_claimed(entry, written):
        entry.value["status"] = written
    else:
        entry.become("status", written, "status", word.status, word.note)
        if word.reason and not entry.left.get("blocked_reason"):
            entry.value["blocked_reason"] = word.reason


def _is_claimed(entry: Entry, written: str) -> bool:
    return written == "in_progress" and str(entry.value.get("id")) in entry.setting.claimed


def _blockers(entry: Entry) -> None:
    given = {name: entry.left.pop(name) for name in _BLOCKERS if name in entry.left}
    lists = {name: value for name, value in given.items() if isinstance(value, list)}
    for name, value in given.items():
        if name not in lists and value not in (None, ""):
            message = "expected an array of ids"
            entry.findings.append(
                entry.raw.place.error((name,), message, "write the ids into `blocked_by`", seen=value)
            )
        if name not in lists:
            entry.imported[name] = value
    ids = [[found for b in value if (found := task_id(b)) is not None] for value in lists.values()]
    if any(set(map(str, other)) != set(map(str, ids[0])) for other in ids[1:]):
        message = f"{' and '.join(lists)} name different tasks"
        remedy = "all of them were taken; take away in the list what does not block it"
        entry.findings.append(
            entry.raw.place.error((next(iter(lists)),), message, remedy, seen=next(iter(lists.values())))
        )
    prefix = entry.setting.prefix
    merged = list({str(b): f"{prefix}{b}" if prefix else b for part in ids for b in part}.values())
    if not given:
        entry.become("", None, "blocked_by", [], "it names no blockers")
        return
    for name, value in lists.items():
        if name == "blocked_by" and value == merged:
            entry.value["blocked_by"] = merged
        else:
            entry.become(name, value, "blocked_by", merged)
    entry.value.setdefault("blocked_by", merged)


def _description(entry: Entry) -> None:
    written = entry.left.get("description")
    if isinstance(written, str) and (written.strip() or entry.raw.is_own):
        entry.value["description"] = entry.left.pop("description")
    elif "description" in entry.left and written not in (None, ""):
        entry.become("description", entry.left.pop("description"), "description", "\n".join(texts_of(written)))
    else:
        entry.left.pop("description", None)
        entry.become("", None, "description", entry.value["title"], "it has no description")


def _priority(entry: Entry) -> None:
    if "priority" not in entry.left:
        return
    written = entry.left.pop("priority")
    if isinstance(written, int) and not isinstance(written, bool):
        entry.value["priority"] = written
    elif (number := words.priority(written)) is not None:
        entry.become("priority", written, "priority", number, "lower runs first")
    elif written not in (None, ""):
        entry.imported["priority"] = written
        entry.findings.append(entry.raw.place.warning(("priority",), "no known priority: kept under `imported`"))


def _outputs(entry: Entry) -> None:
    for name in ("outputs", "output_files"):
        if name not in entry.left:
            continue
        written = entry.left.pop(name)
        if name == "outputs" and isinstance(written, dict):
            entry.value["outputs"] = written
        else:
            planned = written if isinstance(written, list) else [written]
            planned = [*entry.value.get("planned_outputs", []), *planned]
            entry.become(name, written, "planned_outputs", planned, "`outputs` is what the engine saw")


def _review(entry: Entry) -> None:
    comments = [entry.left.pop("review_comments")] if "review_comments" in entry.left else []
    if comments and isinstance(comments[0], str | list) and "review_notes" not in entry.left:
        entry.value["review_comments"] = comments[0]
    elif comments or "review_notes" in entry.left:
        notes = entry.left.pop("review_notes", None)
        by_name = (
            [f"{who}: {' '.join(texts_of(text))}" for who, text in notes.items()] if isinstance(notes, dict) else []
        )
        told = [*texts_of(comments), *(by_name or texts_of(notes))]
        if notes is not None:
            entry.become("review_notes", notes, "review_comments", told)
        else:
            entry.become("review_comments", comments[0], "review_comments", told)
    if not entry.raw.is_own and "review_notes" not in entry.raw.fields:
        return
    review = {to: entry.left.pop(to) for to in ("severity", "reviewer") if isinstance(entry.left.get(to), str)}
    if review:
        given = entry.left.pop("review", {})
        for name, value in review.items():
            entry.become(name, value, "review", {**(given if isinstance(given, dict) else {}), **review})


def _rest(entry: Entry) -> None:
    for name, value in entry.left.items():
        if name in KEPT or entry.raw.is_own:
            entry.value.setdefault(name, value)
            if entry.value[name] != value:
                entry.imported.setdefault(name, value)
        else:
            entry.imported.setdefault(name, value)
    entry.left.clear()


def _done(entry: Entry) -> None:
    if entry.value["status"] != "done":
        return
    outputs = entry.value.get("outputs")
    if isinstance(outputs, dict) and outputs.get("evidence"):
        return
    entry.value["outputs"] = {"summary": "imported", **(outputs or {}), "evidence": "imported"}
    message = 'done without evidence: kept done, `outputs.evidence` is "imported"'
    entry.findings.append(entry.raw.place.warning(("status",), message, "look whether it is really done"))


def _reasons(entry: Entry) -> None:
    """What the statuses blocked and review_feedback need."""
    value = entry.value
    if value["status"] == "blocked" and not (
        value["blocked_by"] or value.get("blocked_reason") or value.get("question")
    ):
        entry.become("", None, "blocked_reason", "imported as blocked, without a reason")
    if value["status"] == "review_feedback" and not value.get("review_comments"):
        entry.findings.append(
            entry.raw.place.error(("status",), "review_feedback without review comments", "write `review_comments`")
        )


def _absolute_paths(entry: Entry) -> None:
    for name, value in entry.raw.fields.items():
        if name == "imported":
            continue
        found = dict.fromkeys(path for text in texts_of(value) for path in _ABSOLUTE.findall(text))
        for path in found:
            message = f"an absolute path stays in the text: {path}"
            entry.findings.append(entry.raw.place.warning((name,), message, "write it relative to the repository"))


def same_ids(entries: list[Entry], there: Collection[str] = ()) -> None:
    """Let references match the ids they mean in type and case: `"1"` for 1, `task-3` for TASK-3."""
    ids = {str(e.value["id"]): e.value["id"] for e in entries if "id" in e.value}
    folded: dict[str, list[Any]] = {}
    for key, found in ids.items():
        folded.setdefault(key.casefold(), []).append(found)
    for entry in entries:
        seen = entry.value["blocked_by"]
        meant = [_meant(blocker, ids, folded, there) for blocker in seen]
        meant = list({str(b): b for b in meant}.values())
        if [(type(b), b) for b in meant] != [(type(b), b) for b in seen]:
            entry.value["blocked_by"] = meant
            if "blocked_by" in entry.raw.fields:
                entry.imported.setdefault("blocked_by", seen)
                entry.value["imported"] = {**entry.imported, **entry.value.get("imported", {})}
            entry.findings.append(
                entry.raw.place.repair((), seen, "blocked_by", meant, "as the tasks themselves write their ids")
            )


def _meant(blocker: Any, ids: dict[str, Any], folded: dict[str, list[Any]], there: Collection[str]) -> Any:
    key = str(blocker)
    if key in ids:
        return ids[key]
    close = folded.get(key.casefold(), [])
    return close[0] if len(close) == 1 and key not in there else blocker
