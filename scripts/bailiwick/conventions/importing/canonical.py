"""One raw task becomes one entry of the task list; each change is told, and nothing is dropped.

A value that does not stay under its own name is kept under `imported`, as it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.importing import absolute, words
from bailiwick.conventions.importing.assignee import take_assignee
from bailiwick.conventions.importing.blockers import take_blockers
from bailiwick.conventions.importing.entry import Entry, Setting
from bailiwick.conventions.importing.kept import is_text, take_rest
from bailiwick.conventions.importing.raw import texts_of
from bailiwick.domain.violation import nearest
from bailiwick.files.task_list import task_id

if TYPE_CHECKING:
    from bailiwick.conventions.importing.raw import RawTask


def canonical(raw: RawTask, setting: Setting) -> Entry:
    """Return the entry; `value` lacks `id` where the source gives no usable one, which is told as fatal."""
    replaced = {name: raw.fields[name] for name in raw.made if name in raw.fields}
    entry = Entry(raw, setting, findings=list(raw.notes), left={**raw.fields, **raw.made}, imported=replaced)
    for step in (
        _id,
        _title,
        take_assignee,
        _status,
        take_blockers,
        _description,
        _priority,
        _outputs,
        _review,
        take_rest,
    ):
        step(entry)
    _done(entry)
    _reasons(entry)
    entry.findings += absolute.told(raw.fields, raw.place)
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
    elif any(c.isspace() for c in str(found)):
        remedy = "give it one word as its id"
        entry.findings.append(
            entry.raw.place.error(("id",), "an id with a blank in it", remedy, seen=written, is_fatal=True)
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
        elif written is None:
            entry.imported[name] = None
        else:
            planned = written if isinstance(written, list) else [written]
            planned = [*entry.value.get("planned_outputs", []), *planned]
            entry.become(name, written, "planned_outputs", planned, "`outputs` is what the engine saw")


def _review(entry: Entry) -> None:
    comments = [entry.left.pop("review_comments")] if "review_comments" in entry.left else []
    if comments and is_text(comments[0]) and "review_notes" not in entry.left:
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
        if not isinstance(given, dict):
            entry.imported["review"], given = given, {}
        for name, value in review.items():
            entry.become(name, value, "review", {**given, **review})


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
