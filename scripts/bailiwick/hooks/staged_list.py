"""What is wrong with the shared files in the index, and with the way from HEAD to them?"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.domain.violation import Violation
from bailiwick.files import shared, transitions
from bailiwick.files.paths import CONVENTIONS, SCHEMAS, STRUCTURE, TASK_LIST
from bailiwick.git import objects
from bailiwick.git.diff import ABSENT, EXECUTABLE, FILE
from bailiwick.hooks import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bailiwick.git.diff import Change
    from bailiwick.git.repository import Repository

ACTOR = "human"
"""What is committed by hand counts as done by a person; the engine's own commits run no hook."""


def violations(repo: Repository, changes: Iterable[Change], environ: Mapping[str, str]) -> list[Violation]:
    """Judge the shared files in the index by schemas and rules, and each changed status by the transitions.

    Args:
        repo: The repository with the index of the commit.
        changes: What is staged in the shared files.
        environ: Of the hook; in a merge it may name the other parents.

    Returns:
        Every broken rule; transitions are judged where all else is in order.
    """
    if links := [_link(change.path) for change in changes if change.new_mode not in {ABSENT, FILE, EXECUTABLE}]:
        return links
    staged, unreadable = _texts(repo, [f":{path}" for path in (STRUCTURE, TASK_LIST, *SCHEMAS)])
    if unreadable:
        return unreadable
    schema_texts = shared.SchemaTexts(*(staged[f":{path}"] for path in SCHEMAS))
    after = staged[f":{TASK_LIST}"]
    text_of = partial(_text, repo)
    found = shared.check_texts(staged[f":{STRUCTURE}"], after, schema_texts, _directories(repo), text_of)
    for change in changes:
        if change.path.startswith(f"{CONVENTIONS}/") and (text := text_of(change.path)) is not None:
            found += shared.convention_violations(text, change.path)
    if found or after is None:
        return found
    before = _before(repo, after, merged.other_parents(repo.git_dir, environ))
    return transitions.list_refusals(before, after, actor=ACTOR, schema_text=schema_texts.transition or "")


def _before(repo: Repository, after: str, parents: Sequence[str]) -> str | None:
    bases = [repo.try_git("merge-base", "HEAD", parent).stdout.decode().strip() for parent in parents]
    sides = list(zip(parents, bases, strict=True))
    committed, _ = _texts(repo, [f"{commit}:{TASK_LIST}" for commit in ("HEAD", *parents, *filter(None, bases))])
    ours = committed[f"HEAD:{TASK_LIST}"]
    for parent, base in sides if ours is not None else ():
        theirs = committed[f"{parent}:{TASK_LIST}"] or ""
        origin = committed.get(f"{base}:{TASK_LIST}") or ""
        ours = merged.with_theirs(ours or "", after, theirs, origin)
    return ours


def _texts(repo: Repository, names: Sequence[str]) -> tuple[dict[str, str | None], list[Violation]]:
    texts: dict[str, str | None] = {}
    unreadable: list[Violation] = []
    for name, found in objects.read(repo, names).items():
        try:
            texts[name] = found.data.decode("utf-8") if found else None
        except UnicodeDecodeError as error:
            texts[name] = None
            path = name.partition(":")[2]
            unreadable.append(Violation(path, "", f"not UTF-8: byte {error.start + 1}", remedy="save it as UTF-8"))
    return texts, unreadable


def _text(repo: Repository, path: str) -> str | None:
    return _texts(repo, [f":{path}"])[0][f":{path}"]


def _directories(repo: Repository) -> Callable[[str], bool]:
    listed = os.fsdecode(repo.git("ls-files", "--cached", "-z")).split("\0")
    known: set[str] = set()
    for path in listed:
        parent = path.rpartition("/")[0]
        while parent and parent not in known:
            known.add(parent)
            parent = parent.rpartition("/")[0]
    return known.__contains__


def _link(path: str) -> Violation:
    return Violation(path, "", "is a symbolic link or submodule, not a file", remedy="stage the file itself")
