"""Does work change a protected part of a specification, or another one? Asked by landing and hook, like the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.spec.guard import WAY_OUT, touched
from bailiwick.domain import glob, template
from bailiwick.domain.convention import PROGRESS
from bailiwick.git.diff import ABSENT
from bailiwick.git.gate import Breach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bailiwick.domain.convention import Convention
    from bailiwick.git.diff import Change


_OTHER = "leave it to whoever works on it, and call ask where it has to change; `invoke new-spec` begins a new one"


def breaches(
    convention: Convention, changes: Iterable[Change], read: Callable[[str], bytes], handed: str = ""
) -> list[Breach]:
    """Judge every change of a specification.

    Args:
        convention: Of the agent.
        changes: All of the work.
        read: Content of a blob by its id.
        handed: Path of the specification of the task, the only one that may be touched; empty: any.
    """
    globs = _specifications(convention)
    judged = (change for change in changes if any(glob.matches(one, change.path) for one in globs))
    return [breach for change in judged if (breach := _breach(change, read, handed))]


def _breach(change: Change, read: Callable[[str], bytes], handed: str) -> Breach | None:
    if handed and change.path != handed and change.path.endswith(".md"):
        return Breach(change.path, "handed_note: it is not the specification of the task", None, _OTHER)
    if change.old_mode != ABSENT and (parts := _touched(change, read)):
        return Breach(change.path, f"protected_sections: changes {', '.join(parts)}", None, WAY_OUT)
    return None


def _specifications(convention: Convention) -> tuple[str, ...]:
    directory = convention.log.path.rpartition("/")[0]
    if convention.log.kind != PROGRESS or not directory:
        return ()
    return template.as_globs((f"{directory}/**",), {})


def _touched(change: Change, read: Callable[[str], bytes]) -> list[str]:
    if change.new_mode == ABSENT:
        return ["the whole of it, for it takes it away"]
    return touched(*(read(name).decode("utf-8", "replace") for name in (change.old_id, change.new_id)))
