"""May a field of a source stay under its name? What has the wrong type is kept under `imported`, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.raw import texts_of

if TYPE_CHECKING:
    from bailiwick.conventions.importing.entry import Entry

KEPT = frozenset(
    ("module", "acceptance_criteria", "review_comments", "blocked_reason", "question", "answer", "expected", "params",
     "attempts", "cost", "requested_by", "note", "notes", "watch_tasks", "imported")
)  # fmt: skip
"""Fields with a place in the task list that any source may use."""
_TEXTS = ("acceptance_criteria", "review_comments")
_TYPES: dict[str, type] = {
    **dict.fromkeys(("module", "blocked_reason", "question", "answer"), str),
    **dict.fromkeys(("expected", "cost", "params", "review", "imported"), dict),
    "attempts": int,
    "planned_outputs": list,
}
_CALLED = {str: "a text", dict: "an object", int: "a whole number", list: "an array"}


def take_rest(entry: Entry) -> None:
    """Give every field that is left its place."""
    for name, value in entry.left.items():
        if name not in KEPT and not entry.raw.is_own:
            entry.imported.setdefault(name, value)
        elif name in _TEXTS and not is_text(value):
            entry.become(name, value, name, list(texts_of(value)))
        elif name in _TYPES and not _is_a(value, _TYPES[name]):
            _misplaced(entry, name, value)
        elif entry.value.setdefault(name, value) != value:
            entry.imported.setdefault(name, value)
    entry.left.clear()


def _misplaced(entry: Entry, name: str, value: Any) -> None:
    entry.imported.setdefault(name, value)
    if value is not None:
        message = f"expected {_CALLED[_TYPES[name]]}: kept under `imported`"
        entry.findings.append(entry.raw.place.warning((name,), message, "write it anew in the list, if it is needed"))


def is_text(value: Any) -> bool:
    """Tell whether a value is one text, or an array of texts."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))


def _is_a(value: Any, wanted: type) -> bool:
    return isinstance(value, wanted) and not isinstance(value, bool)
