"""What a merge commit brings from its other parents: a status that is theirs was judged when they got it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.errors import ViolationsError
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HEAD_VARIABLE = "GITHEAD_"


def other_parents(git_dir: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the commits that are being merged into HEAD; none outside a merge.

    A merge that a person concludes has them in MERGE_HEAD. In pre-merge-commit that file is not written yet, and `git
    merge` names them as variables `GITHEAD_<id>` (builtin/merge.c).
    """
    try:
        return tuple((git_dir / "MERGE_HEAD").read_text(encoding="ascii").split())
    except FileNotFoundError:
        return tuple(name.removeprefix(_HEAD_VARIABLE) for name in environ if name.startswith(_HEAD_VARIABLE))


def with_theirs(ours: str, merged: str, theirs: str, base: str) -> str:
    """Return our task list as if each status that the merge took from them had been ours already.

    Args:
        ours: Text of the list in HEAD.
        merged: Text of the list in the index.
        theirs: Text of the list in the other parent; empty where it has none.
        base: Text of the list in the merge base; empty where it has none.

    Returns:
        Text of a list in which a task stands as in `merged` where its status there is the one in `theirs`, and is
        missing where they removed it. Where one of the texts is no JSON, `ours`.
    """
    try:
        before, after, other, origin = (_entries(text) for text in (ours, merged, theirs, base))
    except ViolationsError:
        return ours
    taken = {key: entry for key, entry in after.items() if key in other and _status(entry) == _status(other[key])}
    removed = {key for key in before if key not in after and key not in other and key in origin}
    kept = {key: entry for key, entry in before.items() if key not in removed}
    return json.dumps({"tasks": list((kept | taken).values())})


def _entries(text: str) -> dict[str, dict[str, Any]]:
    tasks = TaskList.read(text or "[]")
    return {task.key: tasks.entry(task) for task in tasks.tasks}


def _status(entry: dict[str, Any]) -> object:
    return entry.get("status")
