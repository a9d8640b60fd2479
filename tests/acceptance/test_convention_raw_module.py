"""The raw_module convention, run as a team runs it, and by a coder that keeps none of its rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.examples import make_example
from tests.support.project import call, create, finish, say
from tests.support.told import told_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

DESK = "modules/pricing/src/quotes_desk.py"
BOOK = "modules/pricing/src/vouchers_book.py"
CHECKS = ["pricing:evidence", "pricing:form", "pricing:quiet_import", "pricing:tests"]
LOUD = '''"""Quotes.

Classes:
    QuoteDesk: prices a line.
"""

import requests
from pydantic import validator

LOG = open("desk.log", "w")


class QuoteDesk:
    def quote(self, sku, quantity: int) -> dict:
        """TODO: price it."""
        try:
            return {"success": True, "total": quantity}
        except:
            return {"success": False, "message": "", "data": None}
'''
OPENS = """
NAMES = open(__file__).read().splitlines()
SAID = print("ready", len(NAMES))
"""


@pytest.fixture
def example(tmp_path: Path) -> Project:
    return make_example(tmp_path, "raw_module")


def scripted(project: Project, task: str) -> list[list[dict[str, Any]]]:
    """The turns of a task of the example, as they are shipped."""
    turns = json.loads((project.root / f"shared/turns/{task}.json").read_text())["attempts"][0]["turns"]
    return [turn["content"] for turn in turns]


def last_reply(project: Project, task: str) -> str:
    return str(scripted(project, task)[-1][0]["text"])


def test_the_example_lands_its_three_files(example: Project) -> None:
    replies = {task: last_reply(example, task) for task in ("1", "2", "3")}
    done = example.invoke("run-tasks", "--json")
    assert done.code == 0, done.out + done.err
    landed = {task: example.git("log", "-1", "--format=%H", f"--grep=^Bailiwick-Task: {task}$") for task in replies}
    assert [example.git("show", f"{landed['1']}:{DESK}"), example.git("show", f"HEAD:{DESK}")] == [
        replies["1"].rstrip("\n"),
        replies["3"].rstrip("\n"),
    ]
    assert (example.root / BOOK).read_text() == replies["2"]
    for task, commit in landed.items():
        changed = example.git("show", "--format=%s", "--name-only", commit).split("\n")
        titles = {
            "1": "Quote a line of a basket",
            "2": "Take vouchers at the till",
            "3": "Give 10 % off from 10 pieces on",
        }
        assert changed == [f"feat(pricing): {titles[task]}", "", BOOK if task == "2" else DESK, "shared/task_list.json"]
    outputs = example.landed_tasks()["2"]["outputs"]
    assert [check["name"] for check in outputs["evidence"]["checks"]] == CHECKS
    assert {
        name: outputs[name] for name in ("summary", "files", "dependencies", "classes", "functions", "imports")
    } == {
        "summary": "Take vouchers at the till",
        "files": [BOOK],
        "dependencies": [],
        "classes": {"VoucherBook": ["take(self, number: str) -> dict[str, Any]"]},
        "functions": [],
        "imports": ["__future__", "typing"],
    }
    assert "\n".join(told_in(example, "2")) == (
        "Your reply is taken for the file, and it does not fit:\n"
        "- line 3: expected no three backticks anywhere, found '```python'\n"
        '- line 1: expected the file to begin with """, import or from, found \'Here is the module:\'\n'
        "- line 1: expected a file that Python can read (invalid syntax), found 'Here is the module:'\n"
        "Reply once more, with the whole file alone."
    )
    assert example.git("status", "--porcelain") == ""
    assert example.invoke("verify", "--task", "1").code == 0


def test_each_breach_is_caught_and_named(example: Project) -> None:
    good = last_reply(example, "1")
    tools = [
        create(DESK, good),
        call("bash", command="ls"),
        finish("feat(pricing): quote"),
        call("record_learning", problem="a", root_cause="b", fix="c", lesson="d"),
    ]
    quiet = good.replace("SMALLEST = 1\n", f"SMALLEST = 1\n{OPENS}")
    example.script("1", [tools, [say(f"Thought: look.\n{good}")], [say(LOUD)], [say(quiet)], [say(good)]])
    example.script("2", [[say(text)] for text in ("", f"{good}Done\n", f"\ufeff{good}")])
    taken = example.root / "modules/pricing/src/quotes_till.py"
    taken.write_text('"""Written by hand."""\n')
    design = example.root / "docs/copilot/quotes_technical_design.md"
    two = design.read_text().replace("One module, `quotes_desk.py`:", "Two modules, `two_desk.py` and `two_till.py`:")
    design.with_name("two_technical_design.md").write_text(two)
    design.with_name("two_user_stories.md").write_text("## US-001: Quote\n")
    design.with_name("none_technical_design.md").write_text(design.read_text())
    design.with_name("none_user_stories.md").write_text("To be written.\n")
    asked = {"4": ("quotes", "till"), "5": ("two", "desk"), "6": ("none", "desk"), "7": ("missing", "desk")}
    for key in asked:  # never played
        example.script(key, [[say(good)]])
    example.edit_json(example.task_list, lambda data: _with_tasks(data, asked))
    example.commit("More tasks")
    done = example.invoke("run-tasks", "--json")
    assert done.code == 1

    results = told_in(example, "1")
    assert results[:4] == [
        f'Error: there is no tool "{name}". Tools: ask, glob, grep, view.'
        for name in ("str_replace_based_edit_tool", "bash", "finish", "record_learning")
    ]
    assert "line 1: expected the file to begin with" in results[4]
    for rule in ("docstring_sections", "hints", "docstrings", "no_bare_except", "no_placeholder", "no_v1_validator",
                 "response_shape", "imports_allowed", "messages_verbatim", "signatures_present"):  # fmt: skip
        assert f": {rule}: " in results[5], rule
    assert 'the message "A line has at least one piece" is nowhere' in results[5]
    assert "write `QuoteDesk.quote(self, sku: str, quantity: int) -> dict[str, Any]`" in results[5]
    assert "src/quotes_desk.py:17: open 'src/quotes_desk.py' while it is imported; do it in a function" in results[6]
    assert "src/quotes_desk.py: says 'ready 35' while it is imported; a module says nothing" in results[6]
    assert len(results) == 7

    tasks = example.tasks()
    assert tasks["1"]["status"] == "done"
    ended = {end["task"]: end["text"] for end in done.kinds("returned")}
    assert ended["2"].startswith("report: still not in its form after 3 replies: line 1: expected no byte order mark")
    assert "no expression that stands alone in the module, found 'Done'" in told_in(example, "2")[1]
    assert tasks["4"]["blocked_reason"] == (
        "modules/pricing/src/quotes_till.py is there already, and the task does not say that it revises it: "
        'give it "params": {"revises": "yes"}, or other parameters'
    )
    assert taken.read_text() == '"""Written by hand."""\n'
    assert tasks["5"]["question"] == (
        "The design lists 2 modules (two_desk.py, two_till.py), and one file is written: "
        "what goes into modules/pricing/src/two_desk.py?"
    )
    assert tasks["6"]["blocked_reason"].startswith("there is no user story (docs/copilot/none_user_stories.md")
    assert tasks["7"]["blocked_reason"] == (
        "missing input: docs/copilot/missing_technical_design.md, docs/copilot/missing_user_stories.md"
    )
    assert [(tasks[key]["status"], tasks[key]["attempts"]) for key in asked] == [("blocked", 0)] * 4
    assert {turn["task"] for turn in done.kinds("turn")} == {"1", "2"}


def _with_tasks(data: dict[str, Any], asked: dict[str, tuple[str, str]]) -> None:
    data["tasks"] = data["tasks"][:2] + [
        {**data["tasks"][0], "id": int(key), "params": {"feature_name": feature, "module_name": module}}
        for key, (feature, module) in asked.items()
    ]
