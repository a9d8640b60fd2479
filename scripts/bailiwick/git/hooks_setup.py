"""Installs the git hooks through pre-commit, pinned to the main checkout, and notes which interpreter they use."""

from __future__ import annotations

import os
import sys
from contextlib import chdir
from pathlib import Path

from bailiwick.errors import BailiwickError
from bailiwick.git import hook_pin, worktrees
from bailiwick.git.repository import Repository

KINDS = ("pre-commit", "commit-msg", "pre-merge-commit")


def install(start: Path) -> int:
    """Install what is missing; returns an exit status. Outside a repository there is nothing to do.

    The hooks are shared by all worktrees, so they run the configuration and the scripts of the main checkout: what a
    branch holds does not judge its own commits. Hooks that prek installed stay prek's.
    """
    try:
        repo = Repository.open(start)
    except BailiwickError as error:
        return _say(f"no git hooks installed: {error}", 0)
    home = _main_checkout(repo)
    python = _interpreter(repo, home)
    if repo.try_git("config", "--get", "bailiwick.python").stdout.decode().strip() != python:
        repo.git("config", "bailiwick.python", python)
    if _hooks_path(repo):
        text = "core.hooksPath is set, so pre-commit cannot install hooks: call the scripts/check_*.py from your own"
        return _say(f"{text} hooks", 0)
    hooks = {kind: repo.common_dir / "hooks" / kind for kind in KINDS}
    if all(_is_pinned(hook, home, python) for hook in hooks.values()):
        return 0
    if not all(hook_pin.is_known(_text(hook)) for hook in hooks.values()):
        from pre_commit.main import main

        arguments = [part for kind in KINDS for part in ("--hook-type", kind)]
        with chdir(home):
            if status := int(main(["install", *arguments])):
                return status
    for hook in hooks.values():
        if not (text := hook_pin.pinned(_text(hook), home, python)):
            return _say(f"{hook} cannot be pinned to {home}: remove it and run `make install` again", 2)
        _replace(hook, text)
    return 0


def installed(repo: Repository) -> bool:
    """Tell whether a commit in this repository meets hooks that run pre-commit or prek."""
    place = Path(_hooks_path(repo) or repo.common_dir / "hooks")
    return all(_runs_hooks(repo.root / place / kind) for kind in KINDS)


def _runs_hooks(hook: Path) -> bool:
    try:
        text = hook.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return os.access(hook, os.X_OK) and any(
        word in text for word in ("pre-commit", "pre_commit", "prek", "check_scope")
    )


def _hooks_path(repo: Repository) -> str:
    """The person's own `core.hooksPath`; the one that hardens the engine's git runs has the scope `command`."""
    lines = repo.try_git("config", "--show-scope", "--get-all", "core.hooksPath").stdout.decode().splitlines()
    return next((path for scope, _, path in (line.partition("\t") for line in lines) if scope != "command"), "")


def _main_checkout(repo: Repository) -> Path:
    """The checkout whose hooks judge: that of the repository itself, not one of its linked worktrees."""
    if repo.git_dir == repo.common_dir:
        return repo.root
    first = worktrees.list_worktrees(repo)[0]
    return repo.root if first.bare or not first.path.is_dir() else first.path


def _interpreter(repo: Repository, home: Path) -> str:
    """This Python; from a linked worktree that of the main checkout, where it has one."""
    own = home / ".venv/bin/python"
    return str(own) if repo.root != home and os.access(own, os.X_OK) else sys.executable


def _is_pinned(hook: Path, home: Path, python: str) -> bool:
    text = _text(hook)
    return bool(text) and hook_pin.pinned(text, home, python) == text and os.access(hook, os.X_OK)


def _text(hook: Path) -> str:
    try:
        return hook.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _replace(hook: Path, text: str) -> None:
    draft = hook.with_name(f".{hook.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", errors="surrogateescape")
    draft.chmod(0o755)
    draft.replace(hook)


def _say(text: str, status: int) -> int:
    print(f"bailiwick: {text}", file=sys.stderr)  # noqa: T201 - a set-up command talks
    return status
