"""Which tasks must be done before a task, and do the references match the ids that they mean?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.files.task_list import task_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.conventions.importing.entry import Entry

_BLOCKERS = ("blocked_by", "depends_on", "dependencies")


def take_blockers(entry: Entry) -> None:
    """Merge what stands under all names for it; what is no list of ids is told and kept."""
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
    _told_unusable(entry, lists)
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
        if (name == "blocked_by" or name in entry.raw.made) and value == merged:
            entry.value["blocked_by"] = merged
        else:
            entry.become(name, value, "blocked_by", merged)
    entry.value.setdefault("blocked_by", merged)


def _told_unusable(entry: Entry, lists: dict[str, list[Any]]) -> None:
    for name, value in lists.items():
        unusable = [part for part in value if task_id(part) is None]
        if unusable:
            remedy = "name in the list the tasks that are meant"
            entry.findings.append(entry.raw.place.error((name,), "expected ids of tasks", remedy, seen=unusable))


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
