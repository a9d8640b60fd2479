"""Real repositories for tests: made, filled and looked into with the real git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from bailiwick.domain.scope import Scope
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TASK_LIST = """\
{
  "tasks": [
    {"id": 1, "status": "open"},
    {"id": 2, "status": "open"}
  ]
}
"""

FILES = {
    "README.md": "read me\n",
    "shared/task_list.json": TASK_LIST,
    "modules/pricing/pricing/price.py": "PRICE = 1\n",
    "modules/pricing/pricing/tax.py": "TAX = 2\n",
    "modules/catalog/catalog/items.py": "ITEMS = []\n",
}

PRICING = Scope(
    agent="pricing_coder",
    module="pricing",
    roots=("modules/pricing",),
    write=("modules/pricing/**",),
    outputs=("shared/api/pricing/**",),
)


def git(directory: Path, *args: str, stdin: bytes | None = None) -> str:
    """Run git as a person would and return what it printed, without the last newline."""
    done = subprocess.run(["git", *args], cwd=directory, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, f"git {' '.join(args)}: {os.fsdecode(done.stderr)}"
    return os.fsdecode(done.stdout).removesuffix("\n")


def write(directory: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a directory, bytes as they are."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def commit(directory: Path, files: Mapping[str, str | bytes], message: str = "change") -> str:
    """Commit files, and all else that differs; the id of the commit."""
    write(directory, files)
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(directory, "rev-parse", "HEAD")


def make_repository(directory: Path, files: Mapping[str, str | bytes] = FILES) -> Repository:
    """A repository on branch `main` with one commit."""
    directory.mkdir(parents=True)
    git(directory, "init", "--quiet")
    commit(directory, files, "start")
    return Repository.open(directory)


def head(repo: Repository) -> str:
    """Id of the commit that is checked out."""
    return git(repo.root, "rev-parse", "HEAD")


def status(directory: Path) -> list[str]:
    """`git status --porcelain`, a line for each path, sorted."""
    return sorted(git(directory, "status", "--porcelain", "--untracked-files=all").splitlines())


def show(directory: Path, name: str) -> str:
    """The content of an object such as `HEAD:README.md` or `:README.md` (staged)."""
    return os.fsdecode(
        subprocess.run(["git", "cat-file", "blob", name], cwd=directory, capture_output=True, check=True).stdout
    )


def update_text(path: Path, change: Callable[[str], str]) -> None:
    """Change a file by a function of its text, line endings untouched."""
    path.write_bytes(change(path.read_bytes().decode()).encode())


def replaced(old: str, new: str) -> Callable[[str], str]:
    """A patch that replaces one piece of text; idempotent; ValueError where neither piece is there."""

    def change(text: str) -> str:
        if old not in text and new not in text:
            raise ValueError(f"{old!r} is not in the text")
        return text.replace(old, new)

    return change
