"""What has changed, leaked or landed that must not? Judged apart from the code that is under attack."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from typing import TYPE_CHECKING

from tests.escape.template import SECRET, TASK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.escape.arena import Arena

_OF_THE_ENGINE = (
    "objects", "refs/bailiwick", "logs", "index", "bailiwick.id", ".bailiwick.id.lock", "config.lock", "packed-refs",
)  # fmt: skip
_NOBODYS = {
    ".gitattributes", ".gitmodules", ".gitignore", ".pre-commit-config.yaml", "prek.toml", "conftest.py", "pytest.ini",
    "tox.ini", "setup.cfg", "sitecustomize.py", ".git",
}  # fmt: skip
_SECRETS = re.compile(SECRET.encode() + rb"([a-z]+)")
_WRITTEN_BY_THE_ENGINE = ("shared/task_list.json", "shared/plan.md", "shared/learnings.md")


def fingerprint(arena: Arena, workspace: Path | None = None) -> dict[str, str]:
    """Every file that an attempt in this workspace has no business with → its kind, mode, time and content."""
    seen = dict(_files(arena.outside)) | dict(_files(arena.home))
    seen |= dict(_files(arena.main, out=tuple(arena.main / ".git" / name for name in _OF_THE_ENGINE)))
    state = arena.root / "state"
    own = () if workspace is None else _own(workspace)
    seen |= dict(_files(state, out=(*own, *state.glob("bailiwick/*/processes"), *state.glob("bailiwick/*/checks"))))
    if workspace is not None:
        seen |= dict(_files(workspace, out=(workspace / "modules/pricing",)))
    return seen


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Paths that are new, gone or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def leaks(output: str, *directories: Path) -> list[str]:
    """Names of the arena's secrets that stand in an output or in a file below some directories."""
    texts = [output.encode(errors="replace"), *(c for d in directories for c in _contents(d))]
    return sorted({name.decode() for text in texts for name in _SECRETS.findall(text)})


def landed(arena: Arena, base: str, target: str = "refs/heads/main") -> dict[str, tuple[str, str]]:
    """Every path that a commit between `base` and the branch changed → old and new mode."""
    found: dict[str, tuple[str, str]] = {}
    flags = ("--raw", "-z", "-r", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
    commits = arena.git("rev-list", "--parents", f"{base}..{target}", check=False).splitlines()
    for commit, *parents in (line.split() for line in commits):
        for parent in parents or [""]:
            args = ("diff-tree", *flags, parent, commit) if parent else ("diff-tree", *flags, "--root", commit)
            fields = arena.git(*args, check=False).split("\0")
            fields = fields[1:] if not parent else fields
            for facts, path in zip(fields[::2], fields[1::2], strict=False):
                old, new = facts.removeprefix(":").split(" ")[:2]
                found[path] = (old, new)
    return found


def out_of_scope(changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """Those of the landed changes that the agent of modules/pricing had no right to."""
    return sorted(path for path, modes in changes.items() if _is_wrong(path, modes))


def published(arena: Arena, base: str, target: str = "refs/heads/main") -> list[str]:
    """Names of the arena's secrets in what commits between `base` and the branch have added."""
    flags = ("--patch", "-m", "--text", "--full-history", "--no-ext-diff", "--no-textconv", "--no-renames")
    added = arena.git("log", *flags, f"{base}..{target}", check=False)
    return sorted({name.decode() for name in _SECRETS.findall(os.fsencode(added))})


def strange_tasks(arena: Arena, base: str, target: str = "refs/heads/main") -> list[str]:
    """Tasks other than the vector's own that differ between `base` and the branch."""
    before, after = (_entries(arena.git("show", f"{c}:shared/task_list.json", check=False)) for c in (base, target))
    return sorted(k for k in before.keys() | after.keys() if k != TASK and before.get(k) != after.get(k))


def _is_wrong(path: str, modes: tuple[str, str]) -> bool:
    if path in _WRITTEN_BY_THE_ENGINE or path.startswith("shared/api/pricing/"):
        return modes[1] != "100644"
    names = path.split("/")
    plain = modes[1] in {"000000", "100644"} or modes == ("100755", "100755")
    odd = any(n in {"", ".", ".."} or n.casefold() in _NOBODYS for n in names)
    return not path.startswith("modules/pricing/") or not plain or odd


def _entries(text: str) -> dict[str, object]:
    try:
        return {str(task["id"]): task for task in json.loads(text)["tasks"]}
    except (ValueError, KeyError, TypeError):
        return {"unreadable": text}


def _own(workspace: Path) -> tuple[Path, ...]:
    return (workspace, *(workspace.with_name(f"{workspace.name}.{beside}") for beside in ("scratch", "index")))


def _files(root: Path, *, out: Sequence[Path] = ()) -> Iterator[tuple[str, str]]:
    skipped = {str(path) for path in out}
    waiting = [str(root)]
    while waiting:
        place = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
            continue
        for entry in entries:
            if entry.path in skipped:
                continue
            yield entry.path, _state(entry.path)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)


def _state(path: str) -> str:
    try:
        seen = os.lstat(path)
        attributes = {n: os.getxattr(path, n, follow_symlinks=False) for n in os.listxattr(path, follow_symlinks=False)}
    except OSError:
        return "gone"
    kind = f"{seen.st_mode:o} {seen.st_uid} {attributes}"
    if stat.S_ISLNK(seen.st_mode):
        return f"{kind} {os.readlink(path)}"  # noqa: PTH115 - names may be anything
    if not stat.S_ISREG(seen.st_mode):
        return kind
    with open(path, "rb") as file:  # noqa: PTH123 - a plain path is what there is
        return f"{kind} {seen.st_mtime_ns} {seen.st_nlink} {hashlib.sha256(file.read()).hexdigest()}"


def _contents(directory: Path) -> Iterator[bytes]:
    for place, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - names may be anything
            if stat.S_ISREG(os.lstat(path).st_mode) and os.path.getsize(path) < 1 << 20:  # noqa: PTH202
                with open(path, "rb") as file:  # noqa: PTH123
                    yield file.read()
