"""Where is the repository, and how is git run in it?

The only home of `subprocess` for git. Every run is hardened: no hook, no fsmonitor, no replace refs, no optional lock,
nothing of an inherited `GIT_*` but where the person's configuration lies.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import GitError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

HARDENING = (
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.splitIndex=false",
    "-c", "diff.external=",
)  # fmt: skip

_KEPT = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"})
_SET = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass(frozen=True)
class Finished:
    """A git command that has ended."""

    status: int
    stdout: bytes
    stderr: str


@dataclass(frozen=True)
class Repository:
    """A repository with a work tree; all paths absolute."""

    root: Path
    """Top of the work tree."""
    git_dir: Path
    """`.git`, or `.git/worktrees/<name>` of a linked worktree."""
    common_dir: Path
    """Where objects and refs are: `.git` of the main worktree."""
    index: Path | None = None
    """An index other than the repository's own, such as the one a hook is given."""

    @classmethod
    def open(cls, start: Path) -> Repository:
        """Find the repository around a directory.

        Raises:
            RefusedError: outside a repository, in a bare one, in one that git does not trust, or without git.
        """
        found = _run(("git", *HARDENING, "rev-parse", "--show-toplevel"), start, _environment(), None)
        if found.status:
            raise RefusedError(_why_not_open(start, found.stderr))
        root = Path(os.fsdecode(found.stdout.removesuffix(b"\n")))
        git_dir = linked_git_dir(root) or _asked_git_dir(start)
        return cls(root, git_dir, _common_dir(git_dir))

    @classmethod
    def create(cls, directory: Path) -> Repository:
        """Make an empty repository in an existing directory; GitError where git cannot."""
        args = ("init", "--quiet", "--template=")
        made = _run(("git", *HARDENING, *args), directory, _environment(), None)
        if made.status:
            raise GitError(args, made.status, made.stderr)
        return cls.open(directory)

    @classmethod
    def of_hook(cls) -> Repository:
        """Take the repository and the index that git hands to a hook; starts no process.

        Raises:
            RefusedError: neither the environment nor a directory above the current one names a repository.
        """
        index = os.environ.get("GIT_INDEX_FILE")
        given = os.environ.get("GIT_DIR")
        here = Path.cwd()
        root = Path(os.environ.get("GIT_WORK_TREE", here)).absolute() if given else _top_above(here)
        git_dir = Path(given).absolute() if given else linked_git_dir(root)
        if git_dir is None:
            raise RefusedError(f"{here} is not inside a git repository; run this from within the repository")
        return cls(root, git_dir, _common_dir(git_dir), Path(index).absolute() if index else None)

    def over(self, files: Path) -> Repository:
        """The same repository over another directory of files, whose own `.git` is not looked at."""
        return replace(self, root=files, index=None)

    def try_git(
        self, *args: str, env: Mapping[str, str] | None = None, stdin: bytes | None = None, config: Collection[str] = ()
    ) -> Finished:
        """Run git at the top of the work tree, whatever its exit status.

        Args:
            args: command and arguments, without `git`.
            env: variables in addition to the hardened environment.
            stdin: what the command reads; None gives it nothing.
            config: settings for this run, as `name=value`.
        """
        settings = [word for setting in config for word in ("-c", setting)]
        places = (f"--git-dir={self.git_dir}", f"--work-tree={self.root}")
        environment = _environment() | ({"GIT_INDEX_FILE": str(self.index)} if self.index else {}) | dict(env or {})
        return _run(("git", *HARDENING, *settings, *places, *args), self.root, environment, stdin)

    def git(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
        config: Collection[str] = (),
        ok: Collection[int] = (0,),
    ) -> bytes:
        """Run git and return what it printed; GitError where the exit status is not one of `ok`."""
        finished = self.try_git(*args, env=env, stdin=stdin, config=config)
        if finished.status not in ok:
            raise GitError(args, finished.status, finished.stderr)
        return finished.stdout

    def text(self, *args: str, env: Mapping[str, str] | None = None, stdin: bytes | None = None) -> str:
        """Run git and return what it printed, decoded as file names are, without white space around it."""
        return os.fsdecode(self.git(*args, env=env, stdin=stdin)).strip()


def _run(command: tuple[str, ...], cwd: Path, environment: dict[str, str], stdin: bytes | None) -> Finished:
    import subprocess  # here, because it takes 6 ms and not every user of this room starts a process

    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            check=False,
            process_group=0,  # Ctrl-C in a terminal goes to a whole group: git ends what it has begun, then we stop
        )
    except FileNotFoundError:
        if cwd.is_dir():
            raise RefusedError("git is not installed; install git 2.38 or newer") from None
        raise RefusedError(f"{cwd} is not a directory; start in a directory of the repository") from None
    return Finished(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def _environment() -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT}
    return inherited | _SET


def _why_not_open(start: Path, stderr: str) -> str:
    if "must be run in a work tree" in stderr:
        return f"{start} is inside a bare repository or a .git directory; start in a checkout of it"
    if "not a git repository" in stderr:
        return f"{start} is not inside a git repository; run `git init` and commit, or start in a repository"
    return f"git does not open the repository at {start}: {stderr.strip()}"


def linked_git_dir(root: Path) -> Path | None:
    """What `.git` of a work tree is or points to, None where there is none; starts no process."""
    dot_git = root / ".git"
    if dot_git.is_dir():
        return dot_git
    try:
        pointer = os.fsdecode(dot_git.read_bytes())
    except OSError:
        return None
    return (root / pointer.removeprefix("gitdir: ").rstrip("\n")).resolve() if pointer.startswith("gitdir: ") else None


def _asked_git_dir(start: Path) -> Path:
    found = _run(("git", *HARDENING, "rev-parse", "--absolute-git-dir"), start, _environment(), None)
    return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))


def _common_dir(git_dir: Path) -> Path:
    try:
        return (git_dir / os.fsdecode((git_dir / "commondir").read_bytes()).rstrip("\n")).resolve()
    except OSError:
        return git_dir


def _top_above(here: Path) -> Path:
    return next((d for d in (here, *here.parents) if linked_git_dir(d) is not None), here)
