"""The key is the engine's alone: no file, no log, no commit and no command of a coder holds it."""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support import api_runs
from tests.support.api_runs import finish, prepare, write
from tests.support.confined import sandbox
from tests.support.messages_server import MessagesServer, answers, call, error

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox

    from tests.support.project import Project

__all__ = ["sandbox"]

KEY = f"sk-ant-{uuid.uuid4()}"
LOOK = """\
env
set
cat /proc/self/environ /proc/$PPID/environ /proc/*/environ /proc/*/task/*/environ 2>/dev/null | tr '\\0' '\\n'
env > modules/catalog/seen.txt
"""


def test_the_key_is_nowhere(project: Project, tmp_path: Path, sandbox: Sandbox) -> None:
    prepare(project)
    fails = error(529, "overloaded_error", "Overloaded", retry_after="0")
    replies = [answers(write()), fails, answers(call("bash", command=LOOK)), answers(finish())]
    with MessagesServer(replies) as server:
        env = {"ANTHROPIC_API_KEY": KEY, "BAILIWICK_SANDBOX": sandbox.name, "TMPDIR": str(tmp_path)}
        done = api_runs.run(project, server, "--record", str(tmp_path / "recorded"), **env)

    assert done.code == 0, done.out + done.err
    assert {r.headers["authorization"] for r in server.requests} == {f"Bearer {KEY}"}
    (ran,) = server.requests[-1].body["messages"][-1]["content"]
    assert "PATH=" in ran["content"]
    assert "ANTHROPIC" not in ran["content"]
    for place in ([r.body for r in server.requests], done.out, done.err, project.invoke("show", "--task", "1").out):
        assert KEY not in str(place)
    assert files_with(KEY, project.root, Path.home(), tmp_path) == []
    objects = subprocess.run(
        ["git", "cat-file", "--batch", "--batch-all-objects"], cwd=project.root, capture_output=True, check=True
    )
    assert "PATH=" in project.git("show", "HEAD:modules/catalog/seen.txt")
    assert KEY.encode() not in objects.stdout


def files_with(text: str, *roots: Path) -> list[Path]:
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    assert any(path.name == "journal.sqlite" for path in files)
    return [path for path in files if text.encode() in path.read_bytes()]


def test_a_key_that_the_server_repeats_is_not_written_down(project: Project) -> None:
    prepare(project)
    with MessagesServer([error(401, "authentication_error", f"invalid key {KEY}")]) as server:
        done = api_runs.run(project, server, ANTHROPIC_API_KEY=KEY)

    said = "authentication: 401 invalid key [removed] (request req_1): check ANTHROPIC_API_KEY"
    assert api_runs.reason(done) == said
    assert files_with(KEY, project.root, Path.home()) == []
