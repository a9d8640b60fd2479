"""Lays out one of the small repositories of `docs/examples`, each a team with a convention of its own."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError
from bailiwick.git.identity import identity
from bailiwick.git.repository import Repository

TOP = Path(__file__).parents[3]
EXAMPLES = TOP / "docs/examples"


def names() -> tuple[str, ...]:
    """Names of the examples, sorted."""
    return tuple(sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())) if EXAMPLES.is_dir() else ()


def lay_out(name: str, to: str = "") -> Path:
    """Make a new repository of an example, with the schemas and the commands, and commit it.

    Args:
        name: Of the example.
        to: Where; it must not exist yet. Empty: a temporary directory.

    Raises:
        InputError: there is no such example, or the directory exists.
    """
    if name not in names():
        raise InputError(f"there is no example {name} ({nearest(name, names()) or 'they come with the repository'})")
    directory = Path(to).absolute() if to else Path(tempfile.mkdtemp(prefix=f"bailiwick-{name}-")) / name
    if directory.exists():
        raise InputError(f"--to: {directory} exists already: name a directory that does not")
    shutil.copytree(EXAMPLES / name, directory, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    shutil.copytree(TOP / "shared/schemas", directory / "shared/schemas", dirs_exist_ok=True)
    shutil.copy2(TOP / "tasks.py", directory / "tasks.py")
    repo = Repository.create(directory)
    repo.git("add", "--all", "--force")
    repo.git("commit", "--quiet", "--no-verify", f"--message=Start from the example {name}", env=identity(repo).env())
    return directory


def run_command(directory: Path) -> str:
    """The shell text that runs the tasks of a laid-out example."""
    return f"cd {shlex.quote(str(directory))} && {shlex.join((sys.executable, '-m', 'invoke', 'run-tasks'))}"


def lay_out_and_say(name: str, to: str) -> str:
    """Lay out an example, say where it is, and return the command that runs its tasks."""
    directory = lay_out(name, to)
    sys.stdout.write(f"{name} lies in {directory}; its tasks:\n")
    sys.stdout.flush()
    return run_command(Repository.open(directory).root)
