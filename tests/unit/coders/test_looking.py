"""What an agent that only reads can do: look, and end its work: here a reviewer, with a verdict that is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.agents.definition import read_definition
from bailiwick.coders.tools import declarations
from bailiwick.coders.tools.looking import looking_declarations, looking_toolbox
from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.verdict import GiveVerdict
from bailiwick.domain.convention import Convention
from bailiwick.domain.review import ARCHITECTURE, MODULE, Kind

from tests.support.coding import STRUCTURE, write

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import ToolResult
    from bailiwick.coders.tools.toolbox import Toolbox

FILE = "modules/pricing/a.py"
NAMES = ["glob", "grep", "verdict", "view"]
EVERYTHING = Convention(tools=("commit_and_push", "edit_note", "log_iteration", "read_note"))
WRITING = [tool["name"] for tool in declarations(shell=True, convention=EVERYTHING) if tool["name"] not in NAMES]
FINDING = {"severity": "MAJOR", "path": FILE, "line": 2, "text": "name it"}


def tools(workspace: Path, kind: Kind = MODULE, names: list[str] | None = None) -> Toolbox:
    tree = Tree(workspace)
    told = [{"name": name} for name in names or NAMES]
    return looking_toolbox(tree, STRUCTURE, GiveVerdict(tree, kind), told)


def give(workspace: Path, kind: Kind = MODULE, **given: Any) -> ToolResult:
    return tools(workspace, kind).run("verdict", "v", {"summary": "Read."} | given)


def test_a_reviewer_is_offered_nothing_that_writes() -> None:
    assert [tool["name"] for tool in looking_declarations(GiveVerdict)] == NAMES


def test_a_definition_file_only_takes_away(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/r.md", "---\nname: r\ntools: Read, Edit, Bash\n---\nYou review.\n")
    grant = read_definition(tmp_path, ".claude/agents/r.md").tools
    assert [tool["name"] for tool in looking_declarations(GiveVerdict, grant)] == ["verdict", "view"]
    box = tools(tmp_path, names=["verdict", "view"])
    assert box.run("grep", "g", {"pattern": "x"}).content == 'Error: there is no tool "grep". Tools: verdict, view.'


def test_the_tools_look_and_leave_everything_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, FILE, "A = 1\nB = 2\n")
    box = tools(tmp_path)
    assert box.run("view", "c", {"path": FILE}).content == "1: A = 1\n2: B = 2"
    assert box.run("glob", "c", {"pattern": "**/*.py"}).content == FILE
    assert not box.run("view", "c", {"path": FILE, "command": "create", "file_text": "x"}).ending
    assert (tmp_path / FILE).read_text() == "A = 1\nB = 2\n"


@pytest.mark.parametrize("name", WRITING)
def test_no_tool_of_a_coder_runs_that_writes_or_ends(name: str, tmp_path: Path) -> None:
    write(tmp_path, FILE, "A = 1\n")
    asked = {"command": "create", "path": FILE, "file_text": "x"}
    assert tools(tmp_path, names=[*NAMES, name]).run(name, "c", asked).content == (
        f'Error: there is no tool "{name}". Tools: glob, grep, verdict, view.'
    )


def test_a_sound_verdict_ends_the_review(tmp_path: Path) -> None:
    write(tmp_path, FILE, "A = 1\nB = 2\n")
    lesson = {"problem": "p", "root_cause": "r", "fix": "f", "lesson": "l"}
    dotted = FINDING | {"path": f"./{FILE}", "severity": "major", "text": "name\nit"}
    result = give(tmp_path, verdict="needs_changes", findings=[dotted], learnings=[lesson])
    assert result.ending
    assert (result.ending.kind, result.ending.data) == (
        "verdict",
        {"verdict": "NEEDS_CHANGES", "summary": "Read.", "findings": [FINDING], "learnings": [lesson], "decisions": []},
    )
    assert give(tmp_path, ARCHITECTURE, verdict="APPROVED").ending


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"verdict": "APPROVED", "findings": [FINDING]}, "APPROVED with a MAJOR finding"),
        ({"verdict": "NEEDS_RESTRUCTURING", "findings": [FINDING]}, "is not one of APPROVED, NEEDS_CHANGES"),
        ({"verdict": "NEEDS_CHANGES"}, "NEEDS_CHANGES with no finding"),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"line": 3}]}, f"findings[0]: {FILE} has 2 lines"),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"line": 0}]}, "there is no line 0"),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"path": "b.py"}]}, "findings[0]: b.py does not exist"),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"path": "../b"}]}, "../b is outside the workspace"),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"severity": "HIGH"}]}, 'there is no severity "HIGH"'),
        (
            {"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"path": "a b.py"}]},
            "a b.py has white space in its name",
        ),
        ({"verdict": "NEEDS_CHANGES", "findings": [FINDING | {"text": " "}]}, "findings[0].text"),
        ({"verdict": "APPROVED", "severity": "MAJOR"}, "severity: Extra inputs"),
    ],
)
def test_what_is_not_taken_is_said_and_the_review_goes_on(tmp_path: Path, given: dict[str, Any], expected: str) -> None:
    write(tmp_path, FILE, "A = 1\nB = 2\n")
    write(tmp_path, "a b.py", "A = 1\nB = 2\n")
    result = give(tmp_path, **given)
    assert (result.is_error, result.ending) == (True, None)
    assert expected in result.content


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    findings = [FINDING | {"severity": "MINOR", "path": "no.py"}, FINDING | {"severity": "BAD", "path": "no.py"}]
    assert give(tmp_path, verdict="MAYBE", findings=findings).content == (
        "Error: the verdict is not taken:\n"
        '- verdict: "MAYBE" is not one of APPROVED, NEEDS_CHANGES\n'
        '- there is no severity "BAD" (one of: CRITICAL, MAJOR, MINOR)\n'
        "- findings[0]: no.py does not exist\n"
        "- findings[1]: no.py does not exist\n"
        "Call `verdict` again."
    )
