"""Does a piece of work change a protected part of a specification? Asked by landing and hook, like the scope."""

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


def breaches(convention: Convention, changes: Iterable[Change], read: Callable[[str], bytes]) -> list[Breach]:
    """Judge every change of a specification that was there before.

    Args:
        convention: Of the agent.
        changes: All of the work.
        read: Content of a blob by its id.
    """
    globs = _specifications(convention)
    return [
        Breach(change.path, f"protected_sections: changes {', '.join(parts)}", None, WAY_OUT)
        for change in changes
        if change.old_mode != ABSENT and any(glob.matches(one, change.path) for one in globs)
        if (parts := _touched(change, read))
    ]


def _specifications(convention: Convention) -> tuple[str, ...]:
    directory = convention.log.path.rpartition("/")[0]
    if convention.log.kind != PROGRESS or not directory:
        return ()
    return template.as_globs((f"{directory}/**",), {})


def _touched(change: Change, read: Callable[[str], bytes]) -> list[str]:
    if change.new_mode == ABSENT:
        return ["the whole of it, for it takes it away"]
    return touched(*(read(name).decode("utf-8", "replace") for name in (change.old_id, change.new_id)))
