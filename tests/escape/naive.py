"""The same attempt without any layer: commands as they come, tools that open any path, a landing that trusts."""

from __future__ import annotations

import glob
import os
import re
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.escape.template import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.escape.arena import Arena

SECONDS = 20
COPY_SECONDS = 3


class _HungError(Exception):
    pass


def clone(arena: Arena) -> Path:
    """A workspace by `git clone`, in a state directory of the form that the engine's has."""
    state = arena.root / "state/bailiwick/naive"
    workspace = state / "workspaces/2-1"
    for beside in ("workspaces/2-1.scratch/home", "workspaces/2-1.index", "checks", "claims", "runs"):
        (state / beside).mkdir(parents=True)
    (state / "journal.sqlite").write_text(f"{SECRET}state\n")
    subprocess.run(["git", "clone", "-q", "--shared", arena.main, workspace], check=True)
    return workspace


def shell(script: str, cwd: Path) -> str:
    """Run a command with all that this process has; what it printed."""
    with tempfile.TemporaryFile() as out:
        with suppress(subprocess.TimeoutExpired):  # run() kills it then
            subprocess.run(
                ["sh", "-c", script],
                cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, close_fds=False,
                timeout=SECONDS, check=False,
            )  # fmt: skip
        out.seek(0)
        return out.read().decode(errors="replace")


def calls(asked: list[dict[str, Any]], workspace: Path) -> tuple[str, bool]:
    """Carry out tool calls without asking anybody; what the coder is told, and whether one of them hung."""
    told, hung = [], False
    for call in asked:
        try:
            with _at_most(SECONDS + 1 if call["tool"] == "bash" else COPY_SECONDS):
                told.append(_call(call, workspace))
        except _HungError:
            hung = True
        except (OSError, ValueError, KeyError) as error:
            told.append(f"Error: {error}")
    return "\n".join(told), hung


def land(arena: Arena, workspace: Path, taking: str) -> bool:
    """Bring everything into the branch; False where that hung.

    Args:
        arena: where the branch is.
        workspace: what to take.
        taking: `add`: all that `git add -A` takes, in the workspace's own repository; `copy`: the module's files are
            copied into the person's checkout, links followed, and added there.
    """
    if taking == "copy":
        source, target = workspace / "modules/pricing/.", arena.main / "modules/pricing"
        try:
            subprocess.run(
                ["cp", "-rL", "--copy-contents", source, target], timeout=COPY_SECONDS, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            return False
        _git(arena.main, "add", "-A", "modules")
        _git(arena.main, "commit", "-qm", "naive", "--no-verify")
        return True
    _git(workspace, "add", "-A")
    _git(workspace, "commit", "-qm", "naive", "--allow-empty")
    _git(arena.main, "fetch", "-q", str(workspace), "HEAD")
    _git(arena.main, "update-ref", "refs/heads/main", "FETCH_HEAD")
    return True


def merge(arena: Arena, commit: str) -> None:
    """Set the branch to what was made, unread."""
    _git(arena.main, "update-ref", "refs/heads/main", commit)


def _git(place: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=place, capture_output=True, check=False, timeout=SECONDS)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _late(_number: int, _frame: object) -> None:
    raise _HungError


def _call(call: dict[str, Any], workspace: Path) -> str:
    path = Path(os.path.join(workspace, str(call.get("path", "."))))  # noqa: PTH118 - an absolute path replaces it
    match call["tool"], call.get("command"):
        case "bash", command:
            return shell(str(command), workspace)
        case "editor", "view":
            return path.read_text(errors="replace")
        case "editor", "create":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(call["file_text"])
        case "editor", "str_replace":
            path.write_text(path.read_text().replace(call["old_str"], call.get("new_str", ""), 1))
        case "editor", "insert":
            lines = path.read_text().splitlines()
            lines.insert(call["insert_line"], call["insert_text"])
            path.write_text("\n".join(lines) + "\n")
        case "glob", _:
            return "\n".join(glob.glob(os.path.join(path, call["pattern"]), recursive=True, include_hidden=True))  # noqa: PTH118, PTH207
        case "grep", _:
            return _grep(call["pattern"], path)
        case "publish_contract", _:
            target = workspace / "shared/api/pricing" / call["name"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(call["content"])
        case tool, _:
            return f"nothing done for {tool}"
    time.sleep(0.001)
    return "done"


def _grep(pattern: str, path: Path) -> str:
    files = [path] if path.is_file() else [Path(p, n) for p, _, ns in os.walk(path, followlinks=True) for n in ns]
    found = []
    for file in files:
        with suppress(OSError):
            found += [line for line in file.read_text(errors="replace").splitlines() if re.search(pattern, line)]
    return "\n".join(found)
