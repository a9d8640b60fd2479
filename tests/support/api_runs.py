"""`run-tasks --coder api` in a small project, against a server on this machine that speaks the Messages API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.support.messages_server import Reply, answers, call

if TYPE_CHECKING:
    from tests.support.messages_server import Block, MessagesServer
    from tests.support.project import Done, Project

NOTE = "modules/catalog/catalog/note.py"


def prepare(project: Project, *tasks: str, **limits: float) -> Project:
    """Reduce the project to some tasks of modules whose check is quick, without scripted turns."""
    for script in (project.root / "shared/turns").glob("*.json"):
        script.unlink()

    def change(structure: dict[str, Any]) -> None:
        for module in structure["modules"].values():
            module["checks"] = {"tests": ["true"]}
        for agent in structure["agents"].values():
            agent["limits"] = limits

    project.edit_json(project.structure, change)
    project.keep_tasks(*(tasks or ("1",)))
    return project


def run(project: Project, server: MessagesServer, *flags: str, **env: str) -> Done:
    """Run with the api coder to the end; the output is events."""
    with_key = replace(project, env=project.env | server.environment | env)
    return with_key.invoke("run-tasks", "--coder", "api", "--json", *flags)


def write(path: str = NOTE, text: str = "NOTE = 1\n", *, call_id: str = "toolu_write") -> Block:
    return call("str_replace_based_edit_tool", call_id, command="create", path=path, file_text=text)


def finish(subject: str = "docs(catalog): add a note", *, call_id: str = "toolu_finish") -> Block:
    return call("finish", call_id, summary="Done as asked.", commit_subject=subject)


def lands(*, usage: dict[str, int] | None = None) -> list[Reply]:
    """Two turns that land."""
    return [answers(write(), usage=usage), answers(finish(), usage=usage)]


def reason(done: Done) -> str:
    """Why the only attempt of a run was returned."""
    assert done.code == 1, done.out + done.err
    (returned,) = done.kinds("returned")
    return str(returned["text"])


def turns(server: MessagesServer) -> list[int]:
    """For each request, how many turns it had behind it."""
    return [sum(m["role"] == "assistant" for m in request.body["messages"]) for request in server.requests]
