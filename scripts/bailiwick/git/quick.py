"""What a hook asks git before it knows whether there is anything to judge, without an import that costs more than git.

`subprocess` (12 ms), `dataclasses` (16 ms) and `pathlib` (10 ms) stay out: three hooks at a commit have 60 ms together.
"""
# ruff: noqa: PTH112, PTH123

from __future__ import annotations

import os

TYPE_CHECKING = False  # `typing` itself costs 10 ms
if TYPE_CHECKING:
    from collections.abc import Mapping

IDENTITY_FILE = "bailiwick.json"
"""Name of the file in a worktree's git directory that says for whom its commits are made."""
IDENTITY_VARIABLE = "BAILIWICK_AGENT"
"""Says the same for one process and all it starts: `name` or `name@module`."""

_KEPT = frozenset({"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_COMMON_DIR"})
_HARDENED = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def git_dir(environ: Mapping[str, str]) -> str:
    """The git directory of the worktree at the current directory, as a hook finds it: by `GIT_DIR` or `.git`."""
    if named := environ.get("GIT_DIR"):
        return named
    if os.path.isdir(".git"):
        return ".git"
    try:
        with open(".git", encoding="utf-8", errors="surrogateescape") as link:
            return link.read().removeprefix("gitdir:").strip()
    except OSError:
        return ".git"


def is_bound(environ: Mapping[str, str]) -> bool:
    """Tell whether commits in this worktree are made for an agent."""
    return bool(environ.get(IDENTITY_VARIABLE)) or os.path.lexists(f"{git_dir(environ)}/{IDENTITY_FILE}")


def is_as_in_head(*paths: str) -> bool:
    """Tell whether the index holds at these files or directories what HEAD holds; False where there is no HEAD."""
    return _git("--literal-pathspecs", "diff-index", "--cached", "--quiet", "HEAD", "--", *paths)[0] == 0


def as_committed(path: str) -> bytes | None:
    """The content of a file in HEAD, before the very first commit that in the index; None where there is no such file.

    A rule that is read here cannot be changed by the commit that it judges.
    """
    content = blob(f"HEAD:{path}")
    if content is None and _git("rev-parse", "--quiet", "--verify", "HEAD^{commit}")[0] != 0:
        return blob(f":{path}")
    return content


def blob(name: str) -> bytes | None:
    """The content of a blob by any of git's names for it (`HEAD:path`, `:path` in the index), or None."""
    status, content = _git("cat-file", "blob", name)
    return content if status == 0 else None


def setting(name: str) -> str:
    """A value of git's configuration, or ""; what `git -c` sets for one command is not seen."""
    return _git("config", "--get", name)[1].decode(errors="replace").strip()


def _git(*args: str) -> tuple[int, bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT} | _HARDENED
    command = ["git", "-c", "core.fsmonitor=false", *args]
    reading, writing = os.pipe()
    with open(reading, "rb") as output:
        try:
            quiet = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
            caught = (os.POSIX_SPAWN_DUP2, writing, 1)
            child = os.posix_spawnp("git", command, environment, file_actions=[caught, quiet])
        finally:
            os.close(writing)
        content = output.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), content
