"""A note that a server keeps outside of the repository: read when an attempt begins, written after its landing.

What there is to write is a file in the state directory until the server holds it: a run that begins writes what an
earlier one could not. Each try reads the note afresh and replaces all of it at once, so nothing is written twice.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from bailiwick.coders.tools.notes import NOT_FOUND, SERVER, text_in
from bailiwick.conventions import notes
from bailiwick.conventions.inputs import SPEC
from bailiwick.conventions.spec import landing
from bailiwick.conventions.spec.edit import Edit, EditError
from bailiwick.conventions.spec.progress import Entry
from bailiwick.domain import template
from bailiwick.domain.event import Event
from bailiwick.domain.task import Task
from bailiwick.files import atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.coders.mcp.connection import Said
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.state import State

PLACE = "notes"
"""Of the server that the engine itself asks; no attempt has this slug."""
TRIES = 3
MAX_PAGES = 50
"""Of a folder, 200 notes each."""


@dataclass(frozen=True)
class Outside:
    """The note of one task."""

    agent: str
    module: str
    path: str
    """What it is called, as if it were a file of the repository."""
    text: str
    """As the attempt began with it."""
    work: Json | None = None
    """What the landing brings, as `_work` reads it."""
    is_due: bool = False
    """The work has landed."""
    identifier: str = ""
    """What the server calls it; empty: as the path ends."""

    @property
    def called(self) -> str:
        """How the server is asked for it."""
        return self.identifier or _last(self.path)


def outside(state: State, key: str) -> Outside | None:
    """The note of a task that a server keeps; None where the repository does."""
    file = _file(state, key)
    return Outside(**json.loads(atomic.read_text(file))) if file.exists() else None


def take_up(context: Context, servers: RunServers, task: Task, params: Mapping[str, str]) -> Json | None:
    """Read the note of a task where its agent has a server for notes outside; the `end` where it cannot be had."""
    convention = context.structure.convention(task.assigned_to)
    path = next((template.fill(one.path, params) for one in convention.inputs if one.form == SPEC), "")
    if reason := _write_due(context, servers, task.key):
        return {"state": "returned", "reason": reason, "blameless": True}
    _file(context.state, task.key).unlink(missing_ok=True)
    if not path or not _keeps_notes(context, servers, task):
        return None
    identifier = _last(path)
    said = _call(context, servers, task, "read_note", identifier=identifier)
    if not said.is_error and text_in(said.text) is None:
        listed = _listed(context, servers, task, path)
        if len(listed) > 1:
            return {"state": "blocked", "kind": "inputs", "reason": notes.ambiguous(path, listed)}
        if listed:
            (identifier,) = listed
            said = _call(context, servers, task, "read_note", identifier=identifier)
    if said.is_error:
        return {"state": "returned", "reason": f"{path} could not be read: {said.text}", "blameless": True}
    text = text_in(said.text)
    if text is None:
        reason = f"missing input: {path} (the server {SERVER} says: {NOT_FOUND})"
        return {"state": "blocked", "kind": "inputs", "reason": reason}
    _keep(context.state, task.key, Outside(task.assigned_to, task.module, path, text, identifier=identifier))
    return None


def keep_work(state: State, key: str, work: landing.Work) -> None:
    """Note what is to be written once the work has landed; called again, it replaces what was noted."""
    if known := outside(state, key):
        _keep(state, key, replace(known, work=asdict(work)))


def landed(context: Context, servers: RunServers, key: str) -> None:
    """Write the note of a task that has landed, now or in a later run."""
    if (known := outside(context.state, key)) and known.work:
        _keep(context.state, key, replace(known, is_due=True))
        _write_due(context, servers, key)


def write_all_due(context: Context, servers: RunServers) -> None:
    """Write what earlier runs could not."""
    for file in sorted((context.state.root / PLACE).glob("*.json")):
        _write_due(context, servers, unquote(file.stem))


def _write_due(context: Context, servers: RunServers, key: str) -> str:
    """Write one note if its work has landed; returns what is in the way, of which people are told."""
    known = outside(context.state, key)
    if known is None or not known.is_due:
        return ""
    if reason := _written(context, servers, key, known):
        reason = f"{known.path} is not written yet, the next run tries again: {reason}"
        context.tell(Event("notice", task=key, text=reason))
    else:
        _file(context.state, key).unlink()
    return reason


def _written(context: Context, servers: RunServers, key: str, known: Outside) -> str:
    if known.agent not in context.structure.agents or known.module not in context.structure.modules:
        return f"the map has no agent {known.agent} in {known.module} any more"
    task = Task(key, "", known.agent, "done", "", module=known.module)
    name, work = known.called, _work(known.work or {})
    reason = ""
    for _ in range(TRIES):
        said = _call(context, servers, task, "read_note", identifier=name)
        reason, text = said.text if said.is_error else "", text_in(said.text) or ""
        if reason:
            continue
        try:
            after = landing.landed(text, work)
        except EditError as error:
            return str(error)
        if after.strip() == text.strip():
            return ""
        whole = {"find_text": text.strip(), "content": after.strip(), "expected_replacements": 1}
        said = _call(context, servers, task, "edit_note", identifier=name, operation="find_replace", **whole)
        reason = said.text if said.is_error else "it does not hold what was written"
    return reason


def _listed(context: Context, servers: RunServers, task: Task, path: str) -> list[str]:
    """The notes of a folder of the server that a path can mean: by permalink, title, file name or number."""
    known: dict[str, notes.Names] = {}
    for page in range(1, MAX_PAGES + 1):
        asked = {"dir_name": path.rpartition("/")[0] or "/", "output_format": "json", "page": page, "page_size": 200}
        said = _call(context, servers, task, "list_directory", **asked)
        try:
            listing = {} if said.is_error else json.loads(said.text)
            found = [one for one in listing.get("nodes", ()) if one["type"] == "file"]
            known |= {
                one["file_path"]: notes.Names(one["permalink"] or "", one["title"] or one["name"]) for one in found
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            break  # another server, which lists otherwise: the note is what it says it is, not there
        if not listing.get("has_more"):
            break
    return notes.meant(path, known)


def _keeps_notes(context: Context, servers: RunServers, task: Task) -> bool:
    """Whether the agent has a server of that name that is not confined to the workspace."""
    chosen = servers.choice(context.assignment(task, context.root, 0)).chosen
    return any(one.entry.name == SERVER and not (one.allowed.sandbox and one.entry.command) for one in chosen)


def _call(context: Context, servers: RunServers, task: Task, tool: str, **given: Any) -> Said:
    return servers.call(PLACE, context.assignment(task, context.root, 0), SERVER, tool, given)


def _work(told: Json) -> landing.Work:
    entry, edits = Entry(**told["entry"]), tuple(Edit(**one) for one in told["edits"])
    return landing.Work(entry, told["done"], tuple(told["held"]), edits, told["checked"])


def _keep(state: State, key: str, one: Outside) -> None:
    file = _file(state, key)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    atomic.replace_text(file, json.dumps(asdict(one), ensure_ascii=False))


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _file(state: State, key: str) -> Path:
    return state.root / PLACE / f"{quote(key, safe='')}.json"
