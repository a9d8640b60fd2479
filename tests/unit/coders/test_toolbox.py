from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.result import Ending
from bailiwick.coders.tools import Toolbox, declarations, search
from bailiwick.coders.tools.offer import offered_tools, own_tools
from bailiwick.domain.convention import Convention
from bailiwick.files import conventions
from bailiwick.files.structure import nothing

from tests.support.coding import STRUCTURE, TASK, assign, write

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import ToolResult

ENDPOINT = {"method": "post", "path": "/quotes", "request": "Quote {}", "response": "200"}


@dataclass(frozen=True)
class Ended:
    status: int
    output: str
    timed_out: bool = False
    exceeded: str = ""


def run(workspace: Path, tool: str, /, **given: Any) -> ToolResult:
    return Toolbox(assign(workspace), STRUCTURE, today=lambda: datetime.date(2026, 3, 14)).run(tool, "toolu_9", given)


def shell(workspace: Path, ended: Ended, **given: Any) -> ToolResult:
    return Toolbox(assign(workspace), STRUCTURE, run_command=lambda _: ended).run("bash", "toolu_9", given)


def test_declarations_are_sorted_and_name_the_trained_tools() -> None:
    declared = declarations(shell=True)
    names = [d["name"] for d in declared]
    assert names == [
        "ask", "bash", "finish", "glob", "grep", "publish_contract", "record_learning", "request_change",
        "str_replace_based_edit_tool",
    ]  # fmt: skip
    assert declared[1] == {"type": "bash_20250124", "name": "bash"}
    assert declared[-1] == {
        "type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 20_000,
    }  # fmt: skip
    assert json.loads(json.dumps(declared)) == declared


def test_a_toolbox_holds_what_is_declared(tmp_path: Path) -> None:
    with_shell = Toolbox(assign(tmp_path), STRUCTURE, run_command=lambda _: Ended(0, ""))
    assert list(with_shell.names) == [d["name"] for d in declarations(shell=True)]
    assert list(Toolbox(assign(tmp_path), STRUCTURE).names) == [d["name"] for d in declarations(shell=False)]


OWN = ("commit_and_push", "log_iteration")


def test_tools_that_only_a_convention_has_are_offered_where_it_names_them(tmp_path: Path) -> None:
    given = replace(assign(tmp_path), convention=Convention(tools=OWN))
    tools = Toolbox(given, STRUCTURE, record=lambda message: f"5f2c1d0e ({message})")
    declared = [d["name"] for d in declarations(shell=False, convention=given.convention)]
    assert list(tools.names) == declared
    assert set(OWN) < set(declared)
    assert set(OWN).isdisjoint(Toolbox(assign(tmp_path), STRUCTURE, record=str).names)

    recorded = tools.run("commit_and_push", "toolu_9", {"message": "impl: models"})
    text = "Recorded as 5f2c1d0e (impl: models). Nothing was pushed, and landing is the engine's: call finish."
    assert (recorded.content, recorded.is_error) == (text, False)
    said = tools.run("log_iteration", "toolu_9", {"assessment": " forward;\nroutes are missing "})
    assert said.effects == ({"kind": "assessment", "data": {"text": "forward; routes are missing"}},)
    assert tools.run("log_iteration", "toolu_9", {"assessment": "x", "result": "44/44"}).is_error


def test_a_tool_that_was_not_declared_does_not_run(tmp_path: Path) -> None:
    write(tmp_path, "modules/pricing/a.py", "x = 1\ny = 2\n")
    tools = Toolbox(assign(tmp_path), STRUCTURE, declared=["view", "finish"], run_command=lambda _: Ended(0, "ran"))
    editor = {"command": "create", "path": "modules/pricing/b.py", "file_text": ""}
    for name, given in (("str_replace_based_edit_tool", editor), ("bash", {"command": "true"})):
        refused = tools.run(name, "toolu_9", given)
        assert (refused.is_error, refused.content) == (True, f'Error: there is no tool "{name}". Tools: finish, view.')
    assert not (tmp_path / "modules/pricing/b.py").exists()


def test_view_shows_files_and_directories_and_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "modules/pricing/a.py", "x = 1\ny = 2\n")
    tools = Toolbox(assign(tmp_path), STRUCTURE, declared=["view"])
    shown = tools.run("view", "toolu_9", {"path": "modules/pricing/a.py", "view_range": [2, -1]})
    assert (shown.is_error, shown.content.split()) == (False, ["2:", "y", "=", "2"])
    assert tools.run("view", "toolu_9", {"path": "modules/pricing"}).content == "modules/pricing/a.py"
    assert tools.run("view", "toolu_9", {"command": "create", "file_text": "", "path": "modules/b.py"}).is_error
    assert not tools.writes("view", {"path": "modules/pricing"})


def test_an_unknown_tool_is_answered_with_the_names(tmp_path: Path) -> None:
    result = run(tmp_path, "write")
    assert result.block() == {
        "type": "tool_result",
        "tool_use_id": "toolu_9",
        "content": 'Error: there is no tool "write". Tools: ask, finish, glob, grep, publish_contract, '
        "record_learning, request_change, str_replace_based_edit_tool.",
        "is_error": True,
    }


def test_a_name_in_another_case_is_accepted(tmp_path: Path) -> None:
    assert run(tmp_path, "Glob", pattern="**").content == "No file matches."


def test_input_that_utf_8_cannot_express_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "ask", question="\ud800").content == (
        "Error: the input holds a lone surrogate, which UTF-8 cannot express."
    )


def test_a_long_result_is_cut_in_the_middle(tmp_path: Path) -> None:
    content = shell(tmp_path, Ended(0, "a" * 40_000 + "z"), command="x").content
    assert content.startswith("aaa")
    assert content.endswith("az")
    assert "\n[... 10001 characters left out ...]\n" in content


@pytest.mark.parametrize(
    ("name", "given", "writes"),
    [
        ("bash", {"command": "ls"}, True),
        ("publish_contract", {}, True),
        ("str_replace_based_edit_tool", {"command": "create"}, True),
        ("str_replace_based_edit_tool", {"command": "view"}, False),
        ("grep", {}, False),
        ("finish", {}, False),
    ],
)
def test_it_tells_which_calls_may_write(tmp_path: Path, name: str, given: dict[str, Any], writes: bool) -> None:
    assert Toolbox(assign(tmp_path), STRUCTURE).writes(name, given) is writes


@pytest.mark.parametrize(
    ("ended", "content", "is_error"),
    [
        (Ended(0, "out\n"), "out", False),
        (Ended(0, ""), "(no output)", False),
        (Ended(2, "out\n"), "out\n[exit status 2]", True),
        (Ended(-9, ""), "[ended by signal 9]", True),
        (Ended(-15, "out", timed_out=True), "out\n[ended because it took too long]", True),
    ],
    ids=["output", "silent", "failed", "killed", "too long"],
)
def test_bash_tells_how_the_command_ended(tmp_path: Path, ended: Ended, content: str, is_error: bool) -> None:
    result = shell(tmp_path, ended, command="x")
    assert (result.content, result.is_error) == (content, is_error)


def test_bash_hands_over_the_command(tmp_path: Path) -> None:
    seen: list[str] = []

    def run_command(command: str) -> Ended:
        seen.append(command)
        return Ended(0, "")

    Toolbox(assign(tmp_path), STRUCTURE, run_command=run_command).run("bash", "toolu_1", {"command": "pytest -q"})
    assert seen == ["pytest -q"]


@pytest.mark.parametrize(
    ("given", "content"),
    [
        ({"restart": True}, "Every command starts in a fresh shell: there is nothing to restart."),
        ({}, "Error: bash needs a command."),
        ({"command": "a\0b"}, "Error: the command holds a NUL character."),
    ],
    ids=["restart", "nothing", "NUL"],
)
def test_bash_runs_nothing_without_a_command(tmp_path: Path, given: dict[str, Any], content: str) -> None:
    assert shell(tmp_path, Ended(0, "ran"), **given).content == content


def test_glob_lists_files_below_a_directory(tmp_path: Path) -> None:
    for path in ("a/x.py", "a/b/y.py", "a/b/z.txt", ".git/c.py", "a/__pycache__/d.py"):
        write(tmp_path, path)
    assert run(tmp_path, "glob", pattern="**/*.py").content == "a/b/y.py\na/x.py"
    assert run(tmp_path, "glob", pattern="*.py", path="a").content == "a/x.py"


def test_glob_says_how_many_it_leaves_out(tmp_path: Path) -> None:
    for number in range(503):
        write(tmp_path, f"{number:03}.txt")
    lines = run(tmp_path, "glob", pattern="*").content.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (501, "000.txt", "[3 more: narrow the pattern]")


def test_grep_prints_path_line_and_text(tmp_path: Path) -> None:
    write(tmp_path, "a/x.py", "one\nTwo\n")
    write(tmp_path, "a/y.txt", "two\n")
    write(tmp_path, "a/binary").write_bytes(b"two\0")
    assert run(tmp_path, "grep", pattern="^two", ignore_case=True).content == "a/x.py:2: Two\na/y.txt:1: two"
    assert run(tmp_path, "grep", pattern="o$", path="a", glob="*.py").content == "a/x.py:2: Two"
    assert run(tmp_path, "grep", pattern="n", path="a/x.py").content == "a/x.py:1: one"
    assert run(tmp_path, "grep", pattern="nowhere").content == "No line matches."


def test_grep_does_not_follow_links(tmp_path: Path) -> None:
    secret = write(tmp_path, "outside", "secret")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/file").symlink_to(secret)
    (tmp_path / "work/directory").symlink_to(tmp_path)
    assert run(tmp_path / "work", "grep", pattern="secret").content == "No line matches."


def test_grep_stops_at_its_limit(tmp_path: Path) -> None:
    write(tmp_path, "x", "line\n" * 300)
    lines = run(tmp_path, "grep", pattern="line").content.splitlines()
    assert (len(lines), lines[-1]) == (201, "[not all: narrow the pattern or the path]")


def test_grep_explains_a_bad_pattern(tmp_path: Path) -> None:
    assert run(tmp_path, "grep", pattern="(").content == (
        "Error: the pattern is not a regular expression: missing ), unterminated subpattern at position 0."
    )


def test_a_pattern_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_SECONDS", 0.5)
    write(tmp_path, "x", "a" * 200 + "b\n")
    assert run(tmp_path, "grep", pattern="(a+)+$").content == (
        "Error: the pattern was given up: it took longer than 0.5 s; make it simpler, or narrow the path."
    )


def test_finish_hands_over_the_report(tmp_path: Path) -> None:
    result = run(tmp_path, "finish", summary=" Done. ", files=["a.py"], endpoints=[ENDPOINT], assumptions="just one")
    assert result.ending == Ending(
        "finish",
        {
            "summary": "Done.",
            "files": ["a.py"],
            "commit_subject": "",
            "endpoints": [ENDPOINT | {"method": "POST"}],
            "dependencies": [],
            "assumptions": ["just one"],
        },
    )


def test_an_unfit_report_goes_back_with_every_fault(tmp_path: Path) -> None:
    result = run(tmp_path, "finish", endpoints=[{"path": "/"}], sumary="x")
    assert result.ending is None
    assert result.content == (
        "Error: the input is not valid (fields: summary, files, commit_subject, endpoints, dependencies, "
        "assumptions):\n"
        "- summary: Field required\n"
        "- endpoints[0].method: Field required\n"
        "- sumary: Extra inputs are not permitted"
    )


def test_request_change_finds_the_owner(tmp_path: Path) -> None:
    result = run(tmp_path, "request_change", module="catalog", title="Add\n weight", description="Needed")
    assert result.content == "Requested from catalog_coder (catalog). Your task waits for it."
    assert result.ending == Ending(
        "request_change",
        {"module": "catalog", "title": "Add weight", "description": "Needed", "assigned_to": "catalog_coder"},
    )


def test_a_change_may_be_requested_from_the_other_agent_of_the_same_module(tmp_path: Path) -> None:
    result = run(tmp_path, "request_change", module="pricing", title="Test it", description="Needed")
    assert result.ending is not None
    assert result.ending.data["assigned_to"] == "pricing_tester"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"module": "catalogue"}, 'Error: there is no module "catalogue" (did you mean "catalog"?).'),
        (
            {"module": "catalog", "assigned_to": "nobody"},
            "Error: assigned_to must be one of the agents of catalog: catalog_coder.",
        ),
    ],
    ids=["unknown module", "unknown agent"],
)
def test_a_change_of_nobody_s_is_refused(tmp_path: Path, given: dict[str, str], message: str) -> None:
    result = run(tmp_path, "request_change", title="t", description="d", **given)
    assert (result.content, result.ending) == (message, None)


def test_a_change_of_one_s_own_module_is_refused(tmp_path: Path) -> None:
    task = replace(TASK, assigned_to="catalog_coder", module="catalog")
    box = Toolbox(assign(tmp_path, task=task), STRUCTURE)
    result = box.run("request_change", "toolu_1", {"module": "catalog", "title": "t", "description": "d"})
    assert result.content == "Error: catalog is yours: make the change yourself."


def test_where_two_agents_could_do_it_the_coder_must_choose(tmp_path: Path) -> None:
    task = replace(TASK, assigned_to="catalog_coder", module="catalog")
    box = Toolbox(assign(tmp_path, task=task), STRUCTURE)
    wish = {"module": "pricing", "title": "t", "description": "d"}
    assert box.run("request_change", "toolu_1", wish).content == (
        "Error: assigned_to must be one of the agents of pricing: pricing_coder, pricing_tester."
    )
    chosen = box.run("request_change", "toolu_1", wish | {"assigned_to": "pricing_tester"})
    assert chosen.ending is not None


def test_ask_hands_over_the_question(tmp_path: Path) -> None:
    assert run(tmp_path, "ask", question="Net or gross?").ending == Ending("ask", {"question": "Net or gross?"})


def test_publish_contract_writes_the_file_and_tells_of_each_endpoint(tmp_path: Path) -> None:
    result = run(tmp_path, "publish_contract", name="openapi.json", content="{}", endpoints=[ENDPOINT])
    assert result.content == "shared/api/pricing/openapi.json was written."
    assert (tmp_path / "shared/api/pricing/openapi.json").read_text() == "{}\n"
    assert result.effects == (
        {"kind": "contract", "data": ENDPOINT | {"method": "POST", "module": "pricing", "task": "7"}},
    )


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", ""])
def test_a_contract_has_a_plain_name(tmp_path: Path, name: str) -> None:
    assert run(tmp_path, "publish_contract", name=name, content="{}").is_error
    assert list(tmp_path.iterdir()) == []


def test_record_learning_is_dated_by_the_engine(tmp_path: Path) -> None:
    lesson = {"problem": "one\ncent", "root_cause": "rounding", "fix": "round once", "lesson": "integer cents"}
    assert run(tmp_path, "record_learning", **lesson).effects == (
        {
            "kind": "learning",
            "data": lesson | {"problem": "one cent", "date": "2026-03-14", "agent": "pricing_coder", "task": "7"},
        },
    )


SERVERS = [
    "uvicorn api:app",
    "cd api && gunicorn -w 2 api",
    "hypercorn api",
    "fastapi dev api.py",
    "FOO=1 flask run",
    "python manage.py runserver 8000",
    "next dev",
    "npm run dev",
    "docker compose up -d",
    "docker-compose up",
    "git push origin main",
]


@pytest.mark.parametrize("command", SERVERS)
def test_a_command_that_the_team_never_runs_is_refused_with_what_to_do_instead(tmp_path: Path, command: str) -> None:
    sprint = conventions.named("sprint", nothing)
    assert sprint
    tools = Toolbox(replace(assign(tmp_path), convention=sprint), STRUCTURE, run_command=lambda _: Ended(0, "ran"))
    result = tools.run("bash", "toolu_9", {"command": command})
    assert result.content.startswith("Error: the command was not run.\nRule: refused_commands, ")
    assert "Next step: start no server: use the test client." in result.content or "push nothing" in result.content
    assert result.denied.startswith("bash: refused_commands, ")
    assert tools.run("bash", "toolu_9", {"command": "pytest -q"}).content == "ran"


def test_the_schema_of_conventions_knows_every_tool_that_may_be_withheld() -> None:
    own = Convention(tools=("commit_and_push", "edit_note", "log_iteration", "read_note", "record_scenarios"))
    offered = [*offered_tools(shell=True), *offered_tools(shell=True, withheld=("str_replace_based_edit_tool",))]
    names = {str(tool.declaration()["name"]) for tool in (*offered, *own_tools(own))}
    schema = json.loads(conventions.SCHEMA.read_text())
    assert schema["properties"]["withheld"]["items"]["enum"] == sorted(names)
