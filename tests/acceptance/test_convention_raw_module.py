"""The raw_module convention, run as a team runs it, and by a coder that keeps none of its rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.conventions import derived_rules
from bailiwick.files import conventions
from bailiwick.files.conventions import SHIPPED

from tests.support.examples import make_example
from tests.support.project import REPOSITORY, call, create, finish, say
from tests.support.told import first_message, told_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.project import Project

DESK = "modules/pricing/src/quotes_desk.py"
OUTSIDE = f"not among what engineer writes ({DESK})"
BOOK = "modules/pricing/src/vouchers_book.py"
GIVEN = ("technical_design.md", "user_stories.md", "bugs.md", "test_plan.json")
CHECKS = ["pricing:evidence", "pricing:form", "pricing:quiet_import", "pricing:tests"]
LOUD = '''"""Quotes.

Classes:
    QuoteDesk: prices a line.
"""

import requests

SMALLEST = 1

from pydantic import validator


class QuoteDesk:
    def quote(self, sku, quantity: int) -> dict:
        """TODO: price it."""
        try:
            return {"success": True, "total": quantity}
        except Exception:
            return {"success": False, "message": "no", "data": 0}
        except:
            return {"success": False, "message": "", "data": None}

    def later(self, *skus, pieces=SMALLEST) -> None:
        """Quote many."""

    def _often(self) -> None:
        raise NotImplementedError
'''
BROKEN = {
    "module_order": ("11: an import stands below code",),
    "docstring_sections": ("1: the docstring of the module lacks `Functions:`, `Example:`, `Dependencies:`",),
    "hints": (
        "15: `QuoteDesk.quote` has no type hint for `sku`",
        "24: `QuoteDesk.later` has no type hint for `pieces`, `skus`",
    ),
    "docstrings": ("14: `QuoteDesk` has no docstring", "27: `QuoteDesk._often` has no docstring"),
    "no_bare_except": ("21: `except:` catches everything",),
    "pep8": ("11: E402 Module level import not at top of file",),
    "broad_except_last": ("19: everything is caught here",),
    "no_placeholder": (
        "16: `TODO` is left in the text",
        "24: the body of `QuoteDesk.later` is empty",
        "28: `NotImplementedError` is raised",
    ),
    "no_v1_validator": ("11: `validator` of pydantic 1 is imported; use `field_validator`",),
    "response_shape": (
        "18: `QuoteDesk.quote` answers with the keys success, total; answer with exactly success, message, data",
        "20: `QuoteDesk.quote` fails with data",
        "22: `QuoteDesk.quote` fails without a message",
    ),
    "imports_allowed": (
        "7: `requests` is imported; use the standard library, or ask",
        "11: `pydantic` is imported",
    ),
    "messages_verbatim": (
        'the message "A line has at least one piece" is nowhere',
        'the message "{sku}: {total} cents" is nowhere',
    ),
    "signatures_present": (
        "`QuoteDesk.__init__` of the design is missing; write `QuoteDesk.__init__(self, prices: dict[str, int]) -> Non",
        "15: `QuoteDesk.quote` is not as designed; write `QuoteDesk.quote(self, sku: str, quantity: int) -> dict[str, ",
    ),
}
"""Rule of form → what `LOUD` is told of it, each behind the file and the rule; a line number first."""
BY_HAND = {
    "raw_text": (
        "1: it begins with neither a docstring nor an import",
        "1: it holds a carriage return",
        "38: it holds three backticks",
        "38: it holds a byte order mark",
        "38: it holds bytes that are no UTF-8",
        "38: it does not end with one line feed",
    ),
    "no_bare_expressions": ("37: an expression stands alone in the module",),
}
"""The same of what only a person can write, for no such reply is stored."""
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
    given = [f"docs/copilot/quotes_{name}" for name in GIVEN]
    assert sorted(given, key=first_message(example, "1").index) == given
    assert example.git("status", "--porcelain") == ""
    assert example.invoke("verify", "--task", "1").code == 0


def test_each_breach_is_caught_and_named(example: Project) -> None:
    use_own_convention(example)
    good = last_reply(example, "1")
    tools = [
        create(DESK, good),
        call("bash", command="ls"),
        finish("feat(pricing): quote"),
        call("record_learning", problem="a", root_cause="b", fix="c", lesson="d"),
    ]
    quiet = good.replace("SMALLEST = 1\n", f"SMALLEST = 1\n{OPENS}")
    example.script("1", [tools, [say(good)], [say(LOUD)], [say(quiet)], [say(f"```python\n{good}```\n")]])
    example.edit_json(example.root / "shared/turns/1.json", _with_a_cut)
    odd = f"\ufeffThought: look.\r\n```python\n{good}```\nNo \0, no \ufffd.\n"
    unknown = finish("feat(pricing): quote")  # no such tool, so no reply that was tried
    example.script("2", [[unknown], *([say(text)] for text in (odd, f"{good}Done\n", ""))])
    taken = example.root / "modules/pricing/src/quotes_till.py"
    taken.write_text('"""Written by hand."""\n')
    write_documents(example)
    asked = {"4": ("quotes", "till"), "5": ("two", "desk"), "6": ("none", "desk"), "7": ("missing", "desk"),
             "8": ("faulty", "desk")}  # fmt: skip
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
    assert results[4] == (
        "Your reply is taken for the file, and it does not fit:\n"
        "- expected a whole file, found 'a reply that was cut at its length limit; say it more briefly, or ask'\n"
        "Reply once more, with the whole file alone."
    )
    assert [line for line in told(BROKEN) if line not in results[5]] == []
    assert "src/quotes_desk.py:17: open 'src/quotes_desk.py' while it is imported; do it in a function" in results[6]
    assert "src/quotes_desk.py: says 'ready 37' while it is imported; a module says nothing" in results[6]
    assert len(results) == 7
    landed = example.landed_tasks()["1"]
    assert landed["outputs"]["notes"] == ["a fence around the whole reply was cut off"]
    assert example.git("show", f"HEAD:{DESK}") == good.rstrip("\n")

    assert told_in(example, "2")[1] == (
        "Your reply is taken for the file, and it does not fit:\n"
        "- line 1: expected no byte order mark, found '\\ufeffThought: look.\\r'\n"
        "- line 38: expected no null byte, found 'No \\x00, no \ufffd.'\n"
        "- line 1: expected line feeds alone at the ends of lines, found '\\ufeffThought: look.\\r'\n"
        "- line 38: expected UTF-8 throughout, found 'No \\x00, no \ufffd.'\n"
        "- line 2: expected no three backticks anywhere, found '```python'\n"
        '- line 1: expected the file to begin with """, import or from, found \'\\ufeffThought: look.\\r\'\n'
        "- line 1: expected a file that Python can read (source code string cannot contain null bytes), "
        "found '\\ufeffThought: look.\\r'\n"
        "Reply once more, with the whole file alone."
    )
    assert "no expression that stands alone in the module, found 'Done'" in told_in(example, "2")[2]
    (ended,) = done.kinds("returned")
    assert ended["text"] == (
        "report: still not in its form after 3 replies: expected the whole file, found 'an empty reply'"
    )

    tasks = example.tasks()
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
    assert tasks["8"]["blocked_reason"] == (
        'docs/copilot/faulty_bugs.md:1: BUG-001 does not say Severity (add a line: "- **Severity:** ..."); '
        'docs/copilot/faulty_test_plan.json:1 $: the property "scenarios" is missing'
    )
    assert [(tasks[key]["status"], tasks[key]["attempts"]) for key in asked] == [("blocked", 0)] * len(asked)
    assert {turn["task"] for turn in done.kinds("turn")} == {"1", "2"}


def test_work_by_hand_is_held_to_the_one_file_and_its_text(example: Project) -> None:
    add_hooks(example)
    good = last_reply(example, "1")
    claimed = example.invoke("claim", "--task", "1")
    worktree = Path(re.search(r"worktree  (.+)", claimed.out)[1])  # type: ignore[index]
    (worktree / DESK).write_bytes(f"# Implementation\r\n{good}\nDONE\n# ``` \ufeff ".encode() + b"\xff\n\n")
    other = worktree / "modules/pricing/src/quotes_more.py"
    other.write_text('"""More."""\n')
    assert f"quotes_more.py: {OUTSIDE}" in commit(worktree, "feat(pricing): quote")
    commit(worktree, "feat(pricing): quote", "--no-verify")
    assert f"quotes_more.py: {OUTSIDE}" in example.invoke("submit", cwd=worktree).out
    subprocess.run(["git", "reset", "--quiet", "--soft", "HEAD^"], cwd=worktree, check=True)
    other.unlink()
    assert "full stop" in commit(worktree, "feat(pricing): quote a line.")
    commit(worktree, "feat(pricing): quote a line")
    submitted = example.invoke("submit", cwd=worktree)
    assert [line for line in told(BY_HAND) if line not in submitted.out] == []


def test_every_rule_of_form_has_a_breach() -> None:
    convention = conventions.named("raw_module", lambda _path: None)
    assert convention
    given = REPOSITORY / "docs/examples/raw_module/docs/copilot"
    texts = {read_as: (given / f"quotes_{read_as}.md").read_text() for read_as in ("technical_design", "user_stories")}
    assert {*BROKEN, *BY_HAND} == {*derived_rules.rules(convention, texts)}


def told(breaches: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Beginnings of the lines that a coder is told."""
    for rule, texts in breaches.items():
        for text in texts:
            line, colon, said = text.partition(": ")
            place = f":{line}" if colon and line.isdigit() else ""
            yield f"{DESK}{place}: {rule}: {said if place else text}"


def use_own_convention(project: Project) -> None:
    """Give the engineer the team's own copy of the convention, which takes a fence off."""
    own = json.loads((SHIPPED / "raw_module.json").read_text())
    del own["$schema"]
    own = {**own, "name": "our_module", "report": {**own["report"], "unwrap": True}}
    path = project.root / "shared/conventions/our_module.json"
    path.parent.mkdir()
    path.write_text(json.dumps(own, indent=2))
    project.edit_json(project.structure, lambda data: data["agents"]["engineer"].update(convention="our_module"))


def write_documents(project: Project) -> None:
    """Designs and stories of features that no work can begin on."""
    design = project.root / "docs/copilot/quotes_technical_design.md"
    two = design.read_text().replace("One module, `quotes_desk.py`:", "Two modules, `two_desk.py` and `two_till.py`:")
    for name, text, stories in (
        ("two", two, "## US-001: Quote\n"),
        ("none", design.read_text(), "To be written.\n"),
        ("faulty", design.read_text().replace("quotes_desk", "faulty_desk"), "## US-001: Quote\n"),
    ):
        design.with_name(f"{name}_technical_design.md").write_text(text)
        design.with_name(f"{name}_user_stories.md").write_text(stories)
    bug = "## BUG-001: No price\n- **Expected:** one\n- **Actual:** none\n- **Steps:** ask\n"
    design.with_name("faulty_bugs.md").write_text(bug)
    design.with_name("faulty_test_plan.json").write_text('{"module_name": "desk", "executive_summary": "All."}\n')


def add_hooks(project: Project) -> None:
    """What `invoke install-hooks` does, without another program."""
    for name, module, args in (("pre-commit", "scope", ""), ("commit-msg", "commit_message", '"$1"')):
        path = project.root / ".git/hooks" / name
        path.write_text(f"#!/bin/sh\nexec {sys.executable} -I -m bailiwick.hooks.{module} {args}\n")
        path.chmod(0o755)


def commit(worktree: Path, message: str, *args: str) -> str:
    """What is said when everything is committed."""
    subprocess.run(["git", "add", "--all"], cwd=worktree, check=True)
    command = ["git", "commit", "--quiet", "--message", message, *args]
    done = subprocess.run(command, cwd=worktree, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _with_a_cut(data: dict[str, Any]) -> None:
    data["attempts"][0]["turns"][1]["stop_reason"] = "max_tokens"


def _with_tasks(data: dict[str, Any], asked: dict[str, tuple[str, str]]) -> None:
    data["tasks"] = data["tasks"][:2] + [
        {**data["tasks"][0], "id": int(key), "params": {"feature_name": feature, "module_name": module}}
        for key, (feature, module) in asked.items()
    ]
