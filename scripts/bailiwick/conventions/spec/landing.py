"""What a specification becomes when work on it lands: the agent's edits, then marks, status and the engine's entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.conventions.spec.edit import Edit, EditError, edited
from bailiwick.conventions.spec.guard import touched
from bailiwick.conventions.spec.marks import with_marks
from bailiwick.conventions.spec.progress import with_entry
from bailiwick.conventions.spec.reading import DONE, read
from bailiwick.conventions.spec.status import reached, with_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.conventions.spec.progress import Entry

LEFT_OUT = "an edit of the note was left out, for the note has changed meanwhile"


@dataclass(frozen=True)
class Work:
    """What has been done on a specification."""

    entry: Entry
    done: Mapping[str, bool]
    """Number of each claimed criterion → whether the tests named for it were collected and passed."""
    held: tuple[str, ...] = ()
    """Numbers of all criteria that have tests which pass now, named by this entry or an earlier one."""
    edits: tuple[Edit, ...] = ()
    checked: str = DONE


def landed(text: str, work: Work) -> str:
    """Write it all; again it changes nothing. An edit that does not fit any more is left out, and the entry says so.

    Raises:
        EditError: the note is gone.
    """
    if not text:
        raise EditError("the note is gone")
    text, left = replayed(text, work.edits)
    text = with_marks(text, work.done, checked=work.checked)
    spec = read(text, checked=work.checked)
    if (status := reached(spec, work.held)) != spec.status:
        text = with_status(text, status)
    entry = replace(work.entry, open=(*work.entry.open, LEFT_OUT)) if left else work.entry
    return with_entry(text, entry)


def replayed(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Edit, ...]]:
    """Apply edits in turn; also those that were left out: they do not fit, or would touch a protected part."""
    left: list[Edit] = []
    for edit in edits:
        try:
            changed = edited(text, edit)
        except EditError:
            changed = None
        if changed is None or touched(text, changed):
            left.append(edit)
        else:
            text = changed
    return text, tuple(left)
