"""Runs whose coders have MCP servers: real programs in the real sandbox, called by scripted turns."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.errors import RefusedError
from bailiwick.flow.record import read_attempts
from bailiwick.sandbox.probe import probe

from tests.support.coding import write
from tests.support.project import call, finish

if TYPE_CHECKING:
    from tests.support.project import Done, Project

SERVER = Path(__file__).resolve().parents[1] / "support/mcp_server.py"
NOTE = "modules/catalog/notes"
SECRET = "swordfish-4711"
AGENT = ".claude/agents/catalog-coder.md"


@pytest.fixture
def confined(tmp_path: Path) -> None:
    """Only where servers can be confined."""
    try:
        found = probe(place=tmp_path).sandbox
    except RefusedError as error:
        pytest.skip(str(error))
    if found is None or found.name == "uid":
        pytest.skip("no sandbox that lets a server share a directory works here")


def add_server(project: Project, name: str = "notes", /, **permit: Any) -> dict[str, Any]:
    """Describe the small server in `.mcp.json` and allow it in the map as `invoke agents` says."""
    shutil.copy(SERVER, project.root / "scripts/notes_server.py")
    entry = {
        "command": sys.executable,
        "args": ["${PWD}/scripts/notes_server.py", "${PWD}/" + NOTE],
        "env": {"TOKEN": "${SHOP_TOKEN}", "PLACE": "${SHOP_PLACE:-nowhere}"},
        "timeout": 1500,
    }
    write(project.root, ".mcp.json", json.dumps({"mcpServers": {name: entry, "broken": {"command": 3}}}))
    starts = (
        f"TOKEN=${{SHOP_TOKEN}} PLACE=${{SHOP_PLACE:-nowhere}} {sys.executable} "
        f"${{PWD}}/scripts/notes_server.py ${{PWD}}/{NOTE}"
    )
    allowed = {"starts": starts, "variables": ["SHOP_PLACE", "SHOP_TOKEN"]} | permit
    project.edit_json(project.structure, lambda data: data.update(mcp={"servers": {name: allowed}}))
    return entry


def agent(project: Project, tools: str) -> None:
    text = f"---\nname: catalog-coder\ndescription: Owns the catalog\ntools: {tools}\n---\nYou own the catalog.\n"
    write(project.root, AGENT, text)


def results(project: Project) -> list[tuple[str, str, bool]]:
    """Name, result and whether it was an error of every call that the journal holds."""
    (attempt,) = read_attempts(project.state / "journal.sqlite", "1")
    return [(name, result, failed) for turn in attempt.turns for name, _, result, failed in turn.calls]


def output(done: Done) -> str:
    return done.out + done.err


@pytest.mark.usefixtures("confined")
def test_a_coder_uses_a_server_in_the_sandbox(project: Project) -> None:
    project.keep_tasks("1")
    add_server(project, write=True)
    agent(project, "Edit, Bash, mcp__notes, mcp__gone__read")
    secret = project.root.parent / "key.pem"
    secret.write_text("PRIVATE KEY")
    outside = project.root.parent / "outside"
    project.script(
        "1",
        [
            [call("mcp__notes__echo", text="good day"), call("mcp__notes__env")],
            [
                call("mcp__notes__read_file", path=str(secret)),
                call("mcp__notes__write_file", path=str(outside), text=""),
            ],
            [call("mcp__notes__write_file", path="modules/pricing/x.py", text="")],
            [call("mcp__notes__write_note", title="Shelf", content="By width.", directory="specs")],
            [call("mcp__notes__slow", seconds=5), call("mcp__notes__echo", text="awake")],
            [call("mcp__notes__die"), call("mcp__notes__read_note", identifier="specs/Shelf")],
            [call("mcp__notes__die"), call("mcp__notes__echo", text="anyone?")],
            [finish("feat(catalog): write down the shelf")],
        ],
    )
    project.commit()

    done = project.invoke("run-tasks", "--json", SHOP_TOKEN=SECRET)

    assert done.code == 0, output(done)
    assert project.git("show", f"HEAD:{NOTE}/specs/Shelf.md").endswith("By width.")
    assert not outside.exists()
