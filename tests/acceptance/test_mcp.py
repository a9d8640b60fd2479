"""Runs whose coders have MCP servers: real programs in the real sandbox, called by scripted turns."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.errors import RefusedError
from bailiwick.flow.journal import read_rows
from bailiwick.flow.record import read_attempts
from bailiwick.sandbox.probe import probe

from tests.acceptance.test_plan import proposal
from tests.support.coding import write
from tests.support.pauses import Pause, keep_quick, pause
from tests.support.processes import living
from tests.support.project import call, create, finish
from tests.support.reviewed import REVIEWER, name_reviewers, script_reviewer, verdict

if TYPE_CHECKING:
    from tests.support.project import Done, Project

SERVER = Path(__file__).resolve().parents[1] / "support/mcp_server.py"
NOTE = "modules/catalog/notes"
SECRET = "swordfish-4711"
AGENT = ".claude/agents/catalog-coder.md"
FIRST = "SELECT output FROM operation_outputs WHERE function_name = :step ORDER BY started_at_epoch_ms LIMIT 1"


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
    write(project.root, ".mcp.json", json.dumps({"mcpServers": {name: entry, "broken": {"command": 3, "cwd": "/srv"}}}))
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
    attempt = read_attempts(project.state / "journal.sqlite", "1")[-1]
    return [(name, result, failed) for turn in attempt.turns for name, _, result, failed in turn.calls]


def output(done: Done) -> str:
    return done.out + done.err


@pytest.mark.usefixtures("confined")
def test_a_coder_uses_a_server_in_the_sandbox(project: Project) -> None:
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
    keep_quick(project, "1")

    done = project.invoke("run-tasks", "--json", SHOP_TOKEN=SECRET)

    assert done.code == 0, output(done)
    texts = [text for _, text, _ in results(project)]
    assert texts[0] == "good day"
    assert texts[2] == f"Error executing tool read_file: No such file or directory: {secret}"
    assert texts[4].startswith("Error executing tool write_file: ")
    assert texts[5] == "# Created note\nfile_path: specs/Shelf.md"
    assert texts[6] == "Error: slow did not answer within 1.5 s; what it has done by then is not known."
    assert texts[7] == "awake"
    assert texts[8].startswith("Error: the server notes ended during die (Connection closed; it said last:")
    assert texts[9] == "---\ntitle: Shelf\n---\nBy width."
    assert texts[11] == "Error: the server notes is gone and is not started again: do without it."
    assert project.git("show", f"HEAD:{NOTE}/specs/Shelf.md").endswith("By width.")
    assert not outside.exists()
    assert not (project.root / "modules/pricing/x.py").exists()
    left = "catalog_coder does not get mcp:gone: no .mcp.json and no agent's file says how it is started"
    assert [event["text"] for event in done.kinds("notice") if "mcp:" in event["text"]] == [left]
    assert written_with(project, SECRET) == []
    assert servers_of(project) == []


def test_a_killed_run_goes_on_without_repeating_calls_and_leaves_no_server(project: Project) -> None:
    add_server(project, sandbox=False)
    agent(project, "Edit, Bash, mcp__notes__edit_note, mcp__notes__read_note")
    diary = str(project.root.parent / "diary")
    edit = call("mcp__notes__edit_note", identifier=diary, operation="append", content="entry")
    project.script("1", [
        [edit], [pause()], [edit, call("mcp__notes__read_note", identifier=diary)], [call("mcp__notes__echo", text="")],
        [create("modules/catalog/catalog/a.py", "A = 1\n")], [finish("feat(catalog): add a")],
    ])  # fmt: skip
    keep_quick(project, "1")
    running = project.start("run-tasks", SHOP_TOKEN=SECRET)
    paused = Pause(project, "1-1")
    paused.reached(running)
    assert any("notes_server.py" in line for line in servers_of(project))
    running.kill()
    paused.open()

    done = project.invoke("run-tasks", "--json", SHOP_TOKEN=SECRET)

    assert done.code == 0, output(done)
    assert Path(f"{diary}.md").read_text() == "entry\nentry\n"
    texts = [text for _, text, _ in results(project)]
    assert texts[3] == "entry\nentry"
    assert texts[4].startswith('Error: there is no tool "mcp__notes__echo". Tools: ask, bash, ')
    assert servers_of(project) == []


def test_what_is_not_allowed_is_told_and_what_does_not_start_ends_the_attempt_blameless(project: Project) -> None:
    add_server(project)
    agent(project, "Edit, mcp__notes")
    project.script("1", [[call("mcp__notes__echo", text="hi")], [finish("feat(catalog): add a")]])
    keep_quick(project, "1")

    listed = project.invoke("agents")
    assert listed.code == 0, output(listed)
    assert "    granted  write, mcp:notes\n" in listed.out
    assert "    allowed  in the sandbox\n" in listed.out
    assert "    note  .mcp.json:1 $.mcpServers.broken.cwd: a server works in the workspace" in listed.out
    assert "its entry is malformed: .mcp.json:1 $.mcpServers.broken.command: expected a string or an array" in (
        " ".join(listed.out.split())
    )
    returned = project.invoke("run-tasks", "--json")
    assert returned.code == 1
    reason = (
        "the MCP server notes is not there: SHOP_TOKEN is not set in the environment of the engine: set it "
        f"(mend it, or take its tools out of {AGENT})"
    )
    assert [event["text"] for event in returned.kinds("returned")] == [reason]
    assert project.tasks()["1"]["attempts"] == 0

    project.edit_json(project.structure, lambda data: data.pop("mcp"))
    line = "does not get mcp:notes: the map does not allow it; it would start `TOKEN=${SHOP_TOKEN} "
    write(project.root, AGENT, (project.root / AGENT).read_text().replace("Owns the catalog", "Use when: asked"))
    checked = project.invoke("check", "--json")
    told = [
        f"{AGENT}: front matter is not YAML (line 3: mapping values are not allowed here); read line by line",
        "MCP server notes (.mcp.json): the map does not allow it; it would start",
        "MCP server broken (.mcp.json): its entry is malformed: .mcp.json:1 $.mcpServers.broken.command: expected",
        ".mcp.json:1 $.mcpServers.broken.cwd: a server works in the workspace, which `${PWD}` stands for; not used",
    ]
    notes = json.loads(checked.out)["notes"]
    assert [note[: len(start)] for note, start in zip(notes, told, strict=True)] == told, output(checked)
    project.commit()
    refused = project.invoke("run-tasks", "--json")
    assert any(line in event["text"] for event in refused.kinds("notice")), output(refused)
    assert results(project)[0][1].startswith('Error: there is no tool "mcp__notes__echo".')


@pytest.mark.usefixtures("confined")
def test_doctor_tries_servers_and_who_only_reads_gets_what_the_map_opens(project: Project) -> None:
    add_server(project, write=True, agents=[REVIEWER, "planner"])
    write(project.root, f"{NOTE}/rules.md", "Sums are integers.\n")
    write(project.root, "modules/catalog/own.py", "")
    own = {"command": "python3", "args": ["${PWD}/modules/catalog/own.py"]}
    more = {"gone": {"command": "/gone"}, "own": own}
    project.edit_json(project.root / ".mcp.json", lambda data: data["mcpServers"].update(more))

    def open_to_readers(data: dict[str, Any]) -> None:
        data["agents"]["planner"] = {"role": "planning"}
        starts = {"gone": "/gone", "own": f"python3 {own['args'][0]}"}
        allowed = {name: {"starts": line, "agents": ["planner"]} for name, line in starts.items()}
        data["mcp"]["servers"] |= allowed

    project.edit_json(project.structure, open_to_readers)
    name_reviewers(project, REVIEWER)
    write(project.root, ".claude/agents/reader.md", "---\nname: reader\ntools: Read, mcp__notes\n---\nYou read.\n")
    project.edit_json(project.structure, lambda d: d["agents"][REVIEWER].update(definition=".claude/agents/reader.md"))
    reading = [call("mcp__notes__read_note", identifier="rules"), call("mcp__notes__write_file", path="x", text="")]
    project.script("1", [[create("modules/catalog/catalog/a.py", "A = 1\n")], [finish("feat(catalog): add a")]])
    project.script("plan", [reading, [proposal()]])
    script_reviewer(project, [reading, [verdict("APPROVED")]])
    project.commit()

    found = json.loads(project.invoke("doctor", "--json", SHOP_TOKEN=SECRET).out)["findings"]

    assert [(f["name"], f["state"], f["reason"][:75]) for f in found if f["layer"] == "mcp"] == [
        ("notes", "working", "started for planner: 12 tools"),
        ("broken", "missing", "its entry is malformed: .mcp.json:15 $.mcpServers.broken.command: expected "),
        ("gone", "broken", "it could not be started: Connection closed; it said last:\n/gone cannot be s"),
        ("own", "broken", "it would run modules/catalog/own.py, which a coder may change: move it to w"),
    ]
    assert next(f for f in found if f["name"] == "notes")["means"].endswith(
        f"notes_server.py ${{PWD}}/{NOTE}`, in the sandbox, writes what its coder may"
    )
    assert project.invoke("run-tasks", SHOP_TOKEN=SECRET).code == 0
    planned = project.invoke("plan", "--goal", "Sell vouchers", SHOP_TOKEN=SECRET)
    assert planned.code == 0, output(planned)
    for journal, step in (("journal.sqlite", "review_tool"), ("plans.sqlite", "plan_tool")):
        heard = read_rows(project.state / journal, FIRST, {"step": step})[0]["output"]
        read, refused = (result["content"] for result in json.loads(heard)["results"])
        assert read == "Sums are integers.\n"
        assert refused.startswith('Error: there is no tool "')
    assert servers_of(project) == []


def written_with(project: Project, secret: str) -> list[str]:
    """Files of the state directory that hold a secret."""
    files = (path for path in project.state.rglob("*") if path.is_file())
    return [path.name for path in files if secret.encode() in path.read_bytes()]


def servers_of(project: Project) -> list[str]:
    """Command lines of servers of this project that run."""
    return [line for line in living(project) if "notes_server.py" in line]
