"""Installs the git hooks through pre-commit and notes for them which interpreter has the engine's packages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("pre-commit", "commit-msg", "pre-merge-commit")


def install(start: Path) -> int:
    """Install what is missing; returns an exit status. Outside a repository there is nothing to do."""
    try:
        repo = Repository.open(start)
    except BailiwickError as error:
        print(f"bailiwick: no git hooks installed: {error}", file=sys.stderr)  # noqa: T201 - a set-up command talks
        return 0
    if repo.try_git("config", "--get", "bailiwick.python").stdout.decode().strip() != sys.executable:
        repo.git("config", "bailiwick.python", sys.executable)
    if _hooks_path(repo):
        text = (
            "core.hooksPath is set, so pre-commit cannot install hooks: call the scripts/check_*.py from your own hooks"
        )
        print(f"bailiwick: {text}", file=sys.stderr)  # noqa: T201
        return 0
    if all(_is_ours(repo.common_dir / "hooks" / kind) for kind in KINDS):
        return 0
    from pre_commit.main import main

    arguments = [part for kind in KINDS for part in ("--hook-type", kind)]
    return int(main(["install", *arguments]))


def _hooks_path(repo: Repository) -> str:
    """The person's own `core.hooksPath`; the one that hardens the engine's git runs has the scope `command`."""
    lines = repo.try_git("config", "--show-scope", "--get-all", "core.hooksPath").stdout.decode().splitlines()
    return next((path for scope, _, path in (line.partition("\t") for line in lines) if scope != "command"), "")


def _is_ours(hook: Path) -> bool:
    try:
        return sys.executable in hook.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
