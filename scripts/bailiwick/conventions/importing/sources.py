"""Which program wrote what lies at a path, and what do its files hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.importing import backlog_md, beads, json_lists, spec_kit, task_master
from bailiwick.conventions.importing.finding import Finding, Level, Place, of_violation
from bailiwick.conventions.importing.raw import Read
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files.atomic import read_text
from bailiwick.files.json_source import Source
from bailiwick.files.paths import TASK_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILES = (
    ".taskmaster/tasks/tasks.json", "tasks/tasks.json", "tasks.json", ".beads/issues.jsonl", ".beads/beads.jsonl",
    "issues.jsonl", "beads.jsonl", "shared/task_list.json", "task_list.json", "tasks.md",
)  # fmt: skip
_BACKLOGS = ("backlog", ".backlog", ".")
_NEEDED = "name a task list (.json), .taskmaster, .beads, a backlog directory, or tasks.md of a spec"


def read(path: Path, root: Path) -> Read:
    """Read every task at a path.

    Args:
        path: a file, or a directory that holds just one kind of list.
        root: the repository; files are named relative to it.

    Raises:
        InputError: nothing is there, nothing that can be read, or several lists of which one must be named.
    """
    if path.is_dir():
        return _directory(path, root)
    if not path.exists():
        raise InputError(f"{path} does not exist: {_NEEDED}")
    return _file(path, root)


def name_of(path: Path, root: Path) -> str:
    """Return how a file is called in reports and in the list; of a file elsewhere just its name, see `root`."""
    real, base = path.resolve(), root.resolve()
    return real.relative_to(base).as_posix() if real.is_relative_to(base) else path.name


def _directory(path: Path, root: Path) -> Read:
    files = [path / name for name in _FILES if (path / name).is_file()]
    files += sorted(path.glob("specs/*/tasks.md"))
    backlogs = [path / name for name in _BACKLOGS if _is_backlog(path / name)]
    if path.name == "tasks" and not files and not backlogs and any(path.glob("*.md")):
        return _many(path.glob("*.md"), path, root)
    if len(files) + len(backlogs) > 1:
        names = ", ".join(name_of(p, root) or p.name for p in (*files, *backlogs))
        raise InputError(f"{path} holds several task lists: import one at a time: {names}")
    if files:
        return _file(files[0], root)
    if backlogs:
        return _backlog(backlogs[0], root)
    raise InputError(f"{path} holds no task list that can be read: {_NEEDED}")


def _is_backlog(path: Path) -> bool:
    return any((path / "tasks").glob("*.md")) or any((path / "completed").glob("*.md"))


def _backlog(path: Path, root: Path) -> Read:
    files = [*(path / "tasks").glob("*.md"), *(path / "completed").glob("*.md")]
    found = _many(files, path, root)
    for name in ("drafts", "archive"):
        if left := len(list((path / name).rglob("*.md"))):
            message = f"{left} Markdown files were not read"
            remedy = "import what is still wanted as a file of its own"
            found.findings.append(Finding(Level.WARNING, f"{found.origin}/{name}", "", message, remedy=remedy))
    return found


def _many(files: Iterable[Path], directory: Path, root: Path) -> Read:
    found = Read(name_of(directory, root))
    for file in sorted(files, key=lambda f: _in_order(f.name)):
        one = _file(file, root, is_task=True)
        found.tasks += one.tasks
        found.findings += one.findings
    return found


def _in_order(name: str) -> tuple[list[int], str]:
    digits = "".join(c if c.isdigit() or c == "." else " " for c in name.partition(" - ")[0]).split()
    return [int(n) for n in digits[0].split(".") if n] if digits else [], name


def _file(path: Path, root: Path, *, is_task: bool = False) -> Read:
    """Read one file; `is_task`: it lies where each file is one task."""
    name = name_of(path, root)
    try:
        text = read_text(path)
    except UnicodeDecodeError as error:
        place = Place(name)
        message = f"not UTF-8: byte {error.start + 1}"
        return Read(name, findings=[place.error((), message, "save it as UTF-8", is_fatal=True)])
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    match path.suffix.lower():
        case ".jsonl":
            return beads.read(text, name)
        case ".json":
            return _json(text, name)
        case ".md":
            if text.removeprefix("\ufeff").startswith("---") and path.name.lower() != "tasks.md":
                return backlog_md.read(text, name)
            return _no_task(name) if is_task else spec_kit.read(text, name)
    raise InputError(f"{path} is no kind of file that can be read: {_NEEDED}")


def _no_task(name: str) -> Read:
    message = "no task, for it has no front matter: not read"
    return Read(
        name, findings=[Place(name).warning((), message, "begin it with ---, the fields and ---, if it is one")]
    )


def _json(text: str, name: str) -> Read:
    try:
        source = Source.parse(text, name)
    except ViolationsError as error:
        return Read(name, findings=[of_violation(v, is_fatal=True) for v in error.violations])
    if name != TASK_LIST and task_master.is_task_master(source.value):  # the list itself may have fields of any name
        return task_master.read(source)
    return json_lists.read(source)
