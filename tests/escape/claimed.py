"""A task that somebody has claimed: commits judged by the hooks, then `invoke submit`; and commits by plumbing."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.app import claims
from bailiwick.app.repository import open_repository
from bailiwick.app.submission import submit
from bailiwick.errors import BailiwickError
from bailiwick.flow.state import open_state

from tests.escape.engine import lend_bytecode
from tests.escape.template import TASK

if TYPE_CHECKING:
    from tests.escape.arena import Arena

SUBJECT = "feat(pricing): add discounts"


@dataclass
class Claimed:
    """The worktree of the arena's task, and its branch."""

    arena: Arena
    worktree: Path
    base: str

    @classmethod
    def take(cls, arena: Arena, *, hooks: bool) -> Claimed:
        """Claim the task with `invoke claim`; without hooks, those of the repository are taken out."""
        base = arena.git("rev-parse", "HEAD").strip()
        _quietly(arena.main, lambda: claims.claim(TASK, ""))
        state = open_state(open_repository(arena.main).repo)
        lend_bytecode(arena, state)
        worktree = state.claims / "2-1"
        if not hooks:
            for hook in (arena.main / ".git/hooks").iterdir():
                hook.unlink()
            arena.git("config", "--unset-all", "core.hooksPath", check=False)
        arena.places |= {
            "worktree": str(worktree),
            "workspace": str(worktree),
            "inside": str(worktree / "modules/pricing"),
            "sibling": str(worktree / "modules/catalog"),
            "branch": "bailiwick/2-1",
            "base": base,
            "gitdir": str(arena.main / ".git/worktrees/2-1"),
            "subject": SUBJECT,
        }
        return cls(arena, worktree, base)

    def run(self, script: str) -> str:
        """Run a script in the worktree, as whoever works there would."""
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=self.worktree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=60, check=False,
        )  # fmt: skip
        return done.stdout.decode(errors="replace")

    @property
    def tip(self) -> str:
        """The commit that the claim's branch is at."""
        return self.arena.git("rev-parse", "--verify", "-q", "refs/heads/bailiwick/2-1", check=False).strip()

    def submit(self) -> str:
        """Hand in what is committed, with `invoke submit`; how that ended."""
        if self._git("status", "--porcelain"):
            self._git("reset", "-q", "--hard")
            self._git("clean", "-fdq")
        try:
            return _quietly(self.worktree, lambda: submit("", subject=SUBJECT, summary="Done as asked.", report=""))
        except BailiwickError as error:
            return f"refused: {error}"

    def _git(self, *args: str) -> bytes:
        return subprocess.run(["git", *args], cwd=self.worktree, capture_output=True, check=False).stdout


def plumb(arena: Arena, script: str, *, base: str) -> str:
    """Run a script that makes a commit in the person's repository, with an index of its own; what it printed."""
    arena.places |= {"base": base, "subject": SUBJECT}
    env = os.environ | {"GIT_INDEX_FILE": str(arena.root / "index")}
    done = subprocess.run(
        ["sh", "-c", f"git read-tree {base}\n{arena.fill(script)}"],
        cwd=arena.main, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=60, check=False,
    )  # fmt: skip
    return done.stdout.decode(errors="replace")


def _quietly(place: Path, call: object) -> str:
    said = io.StringIO()
    here = Path.cwd()
    os.chdir(place)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            call()  # type: ignore[operator]
    finally:
        os.chdir(here)
    return said.getvalue()
