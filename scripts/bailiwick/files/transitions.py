"""May this task move from that status to this one? Hooks and engine ask here, and the answer is in one schema.

The schema is shared/schemas/status_transition.schema.json; a team changes its workflow by editing it. Its rules are
the entries of `anyOf`: `from`, `to` and `actor` say when one applies, the rest what it needs, `description` how that
is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.errors import ViolationsError
from bailiwick.files import schemas
from bailiwick.files.facts import blockers, facts
from bailiwick.files.json_source import Source
from bailiwick.files.paths import TASK_LIST, TRANSITION_SCHEMA
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bailiwick.domain.violation import Violation

REMOVED = "removed"
"""The `to` of a task that is taken out of the list."""


def refusals(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    *,
    actor: str,
    done: Collection[str],
    is_blocker_of: Collection[str] = (),
    schema_text: str,
) -> list[str]:
    """Judge what happens to one task.

    Args:
        before: the raw entry before; None where the task is new.
        after: the raw entry after; None where it is removed.
        actor: `engine`, `reviewer` or `human`.
        done: keys of all tasks that are done afterwards.
        is_blocker_of: keys of the tasks that name this one in `blocked_by` afterwards.
        schema_text: text of the transition schema.

    Returns:
        Why the move is refused, each with what it needs or what else is allowed; empty where it is allowed or the
        status stays as it is.

    Raises:
        ViolationsError: the schema is unusable.
    """
    move = {
        "from": before.get("status") if before is not None else None,
        "to": after.get("status") if after is not None else REMOVED,
        "actor": actor,
        "task": dict(after if after is not None else before or {}),
        "facts": facts(before, after, done, is_blocker_of),
    }
    if move["from"] == move["to"] or schemas.accepts(move, schema_text, schema_file=TRANSITION_SCHEMA):
        return []
    return _reasons(move, schema_text)


def list_refusals(
    before_text: str | None, after_text: str, *, actor: str, schema_text: str, file: str = TASK_LIST
) -> list[Violation]:
    """Judge every task whose status changed, that appeared, or that vanished, between two texts of the list.

    Where there was no list that can be read (None, empty or not JSON), the new one is a starting point and not judged.

    Raises:
        ViolationsError: `after_text` is not JSON, or the schema is unusable.
    """
    after = TaskList.read(after_text)
    old = _entries(before_text)
    if old is None:
        return []
    new = {task.key: after.entry(task) for task in after.tasks}
    done = {key for key, entry in new.items() if entry.get("status") == "done"}
    dependents = _dependents(new)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        reasons = refusals(
            old.get(key),
            new.get(key),
            actor=actor,
            done=done,
            is_blocker_of=dependents.get(key, ()),
            schema_text=schema_text,
        )
        found += [_violation(after, key, file, reason) for reason in reasons]
    return found


def _entries(text: str | None) -> dict[str, dict[str, Any]] | None:
    if not text:
        return None
    try:
        listed = TaskList.read(text)
    except ViolationsError:
        return None
    return {task.key: listed.entry(task) for task in listed.tasks}


def _dependents(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, entry in entries.items():
        for blocker in blockers(entry):
            found.setdefault(blocker, set()).add(key)
    return found


def _violation(after: TaskList, key: str, file: str, reason: str) -> Violation:
    task = after.find(key)
    source = Source(after.text, file, after.source.value)
    return source.violation(after.path(task, "status") if task else (), f"task {key}: {reason}")


def _reasons(move: dict[str, Any], schema_text: str) -> list[str]:
    rules = list(_rules(schema_text))
    what = f"{_status(move['from'])} -> {move['to']} by {move['actor']}"
    if not rules:
        return [f"{what} is not allowed by {TRANSITION_SCHEMA}"]
    meant = [rule for rule in rules if _applies(rule, move, schema_text, ("from", "to", "actor"))]
    if meant:
        needs = " or ".join(str(rule.get("description") or rule.get("title") or "more") for rule in meant)
        return [f"{what} needs {needs}{_details(move)}"]
    own = [rule for rule in rules if _applies(rule, move, schema_text, ("from", "actor"))]
    others = [rule for rule in rules if _applies(rule, move, schema_text, ("from", "to"))]
    hint = f"; only {_values(others, 'actor')} may do that" if others else ""
    allowed = f"may move it to: {_values(own, 'to')}" if own else "may not move it"
    return [f"{what} is not allowed{hint}; from {_status(move['from'])} {move['actor']} {allowed}"]


def _rules(schema_text: str) -> Iterator[Mapping[str, Any]]:
    schema = schemas.compiled(schema_text, TRANSITION_SCHEMA).schema
    if isinstance(schema, dict):
        yield from (rule for rule in schema.get("anyOf", ()) if isinstance(rule, dict))


def _applies(rule: Mapping[str, Any], move: Mapping[str, Any], schema_text: str, names: tuple[str, ...]) -> bool:
    parts = {name: rule.get("properties", {}).get(name, True) for name in names}
    return all(
        schemas.accepts(move[name], schema_text, part, schema_file=TRANSITION_SCHEMA) for name, part in parts.items()
    )


def _values(rules: Iterable[Mapping[str, Any]], name: str) -> str:
    parts = [rule.get("properties", {}).get(name, {}) for rule in rules]
    found = [value for part in parts for value in ([part["const"]] if "const" in part else part.get("enum", ["any"]))]
    return ", ".join(dict.fromkeys(map(str, found)))


def _status(status: object) -> str:
    return "(new)" if status is None else str(status)


def _details(move: Mapping[str, Any]) -> str:
    known = move["facts"]
    if move["to"] == REMOVED:
        return f" (named by: {', '.join(known['is_blocker_of'])})" if known["is_blocker_of"] else ""
    return f" (not done: {', '.join(known['unfinished_blockers'])})" if known["unfinished_blockers"] else ""
