"""`spec_notes`: the engine reads, marks and moves specifications; each breach of a rule is told with its name."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from bailiwick.files.conventions import SHIPPED

from tests.support.examples import make_example
from tests.support.project import Project, call, create, finish
from tests.support.told import first_message, told, told_text

EDITOR = "str_replace_based_edit_tool"
READ, EDIT = "mcp__basic-memory__read_note", "mcp__basic-memory__edit_note"
BASKET, VALIDITY = "specs/SPEC-2 Basket Quotes.md", "specs/SPEC-3 Quote Validity.md"
QUOTES = "modules/quotes/quotes"
TESTS = "modules/quotes/tests/test_basket.py"
HEALTH = "tests/test_health.py::test_it_is_up"
FIRST = "tests/test_basket.py::test_three_articles_give_one_total"
SECOND = "tests/test_basket.py::test_an_article_without_a_price_is_named"

BASKET_LANDED = """\
---
title: 'SPEC-2: Basket Quotes'
type: spec
permalink: specs/spec-2-basket-quotes
tags: [quotes, money]
status: complete
---
## Why
A customer wants one price for a whole basket before ordering.

## What
POST /quotes takes article names and answers with one total.

## How (High Level)
A service that knows prices, and a router in front of it.

## How to Evaluate
### Success Criteria
- [x] 1. a basket of 3 articles gives one total in cents
- [x] 2. an article without a price is refused by its name

### Testing Procedure
`pytest -q` in the module; one test for each criterion.

## Notes

## Observations
- [decision] totals are integer cents, because floats drift #money
- [decision] prices come from a table, not from a service #scope

## Relations
- follows [[SPEC-1: Health]]

## Implementation Progress
### DATE — task 1, attempt 1
- **Done**: Quotes a basket: a service with the prices, POST /quotes in front of it.
- **Decision**: integer cents, because floats drift
- **Tests**: 3/3 (`pytest -q`)
- **Criteria**: 1 → tests/test_basket.py::test_three_articles_give_one_total; \
2 → tests/test_basket.py::test_an_article_without_a_price_is_named
- **Open**: None
"""
VALIDITY_AFTER_TASK_2 = """\
---
title: 'SPEC-3: Quote Validity'
type: spec
permalink: specs/spec-3-quote-validity
tags: [quotes]
status: implementing
---
## Why
Prices change; a quote must not be held against us for ever.

## What
A quote says until when it holds, and is refused afterwards.

## How (High Level)
Functions beside the basket, on dates that they are given.

## How to Evaluate
### Success Criteria
- [x] 1. a quote holds for 7 days
- [ ] 2. a quote is refused on the day after its last one

### Testing Procedure
`pytest -q` in the module; one test for each criterion.

## Notes

## Observations

## Relations
- follows [[SPEC-2: Basket Quotes]]

## Implementation Progress
### DATE — task 2, attempt 1
- **Done**: Says until when a quote holds.
- **Decision**: the day of the quote itself does not count
- **Tests**: 4/4 (`pytest -q`)
- **Criteria**: 1 → tests/test_validity.py::test_a_quote_holds_for_7_days
- **Open**: criterion 2: nothing refuses an old quote yet
"""
VALIDITY_LANDED = f"""\
{
    VALIDITY_AFTER_TASK_2.replace("status: implementing", "status: complete").replace(
        "- [ ] 2. a quote is", "- [x] 2. a quote is"
    )
}### DATE — task 3, attempt 1
- **Done**: Refuses a quote on the day after its last one.
- **Decision**: None
- **Tests**: 5/5 (`pytest -q`)
- **Criteria**: 2 → tests/test_validity.py::test_it_is_refused_afterwards
- **Open**: None
"""

BAD_ROUTER = """\
import sqlite3
import time
from urllib.request import urlopen

import httpx
import psycopg2
import requests
from quotes.routing import APIRouter

router = APIRouter()
api_token = "hv8Qx2LmZr7KpWt4"


@router.post("")
async def quote(articles):
    time.sleep(1)
    sqlite3.connect("prices")
    psycopg2.connect("prices")
    urlopen("http://prices")
    httpx.get("http://prices")
    try:
        return requests.get("http://prices")
    except:
        return {};
"""
BAD_CLI = """\
\"\"\"Prices on the command line.\"\"\"

import typer

app = typer.Typer()


@app.command()
def show() -> None:
    \"\"\"Show them.\"\"\"
"""
BAD_MAIN = """

@app.get("/quotes")
async def quotes() -> dict[str, str]:
    \"\"\"Answer here.\"\"\"
    return {}
"""


UNFIT = """\
---
title: 'SPEC-8: Unfit'
permalink: specs/spec-7-unfit
status: nearly there, see below
---
## Why
## What
## What
## How to Evaluate
### Success Criteria
- [ ] 1. it works
- [ ] 1. it works well
"""
BLOCKED = {
    "7": "specs/SPEC-1 Health.md is there already: give the new one another title",
    "8": "missing input: specs/SPEC-404",
    "9": (
        "specs/SPEC-9 may be any of: specs/SPEC-9 One.md, specs/SPEC-9 Two.md; "
        "give the task its permalink or file name as parameter"
    ),
    "10": (
        "specs/SPEC-8 Unfit.md lacks the sections ## How; "
        'specs/SPEC-8 Unfit.md: its status "nearly there, see below" is none of draft, approved, implementing, '
        "complete, deferred: a person decides which it is; "
        "specs/SPEC-8 Unfit.md: its title has the number 8 and its permalink 7: make them one; "
        "specs/SPEC-8 Unfit.md: the heading ## What stands 2 times: leave one; "
        "specs/SPEC-8 Unfit.md: 2 criteria have the number 1: number them anew"
    ),
}
RULES = {
    "scope": "modules/prices/prices.py",
    "handed_note": "Error: refused by handed_note: ",
    "handed_note at the gate": f"{VALIDITY}: handed_note: ",
    "protected_sections in the tool": "Error: refused by protected_sections: the edit touches ## What; ",
    "protected_sections at the gate": f"{BASKET}: protected_sections: changes ## What; ",
    "write_note does not exist": 'Error: there is no tool "mcp__basic-memory__write_note"',
    "replacement count": "expected 7 of 'article', found 3",
    "section": "there is no section ## Findings",
    "subject": "commit_subject: ",
    "hints": ": hints: `quote` has no type hint for `articles`",
    "docstrings": ": docstrings: the module has no docstring",
    "no_bare_except": ": no_bare_except: ",
    "pep8": ": pep8: E703 ",
    "blocking_in_async": ": blocking_in_async: `sqlite3.connect` blocks",
    "registered": "quote_router.py:10: registered: ",
    "registered, of a command": "quote_cli.py:5: registered: ",
    "main_only_registers": ": main_only_registers: ",
    "secrets": ": secrets: `api_token` ",
    "dependencies_declared": ": dependencies_declared: `requests` ",
    "files": "the work changes files that the report does not name: ",
    "criteria": "there is no success criterion 9",
    "tests of the work": f"criterion 1 is claimed by tests that were there before and are not changed: {HEALTH}",
    "tests of a criterion": "claimed by tests that were not collected or did not pass: ",
    "claimed without a test": "criterion 9 is claimed without a test",
    "open": "claims every criterion and says that something is open",
    "spec is there": "missing input: specs/SPEC-404",
    "one spec is meant": "specs/SPEC-9 may be any of: ",
    "spec is whole": "lacks the sections ## How",
    "number": "its title has the number 8 and its permalink 7",
    "heading once": "the heading ## What stands 2 times",
    "status": 'its status "nearly there, see below" is none of ',
    "criteria are told apart": "2 criteria have the number 1",
}
"""Rule → the beginning of what tells its breach. Every rule of form that the convention names must be here."""


def dated(text: str) -> str:
    """A note with the times of its entries taken out."""
    return re.sub(r"### \d{4}-\d{2}-\d{2} \d{2}:\d{2} — ", "### DATE — ", text)


def landed_note(project: Project, path: str, commit: str = "HEAD") -> str:
    """A note as it landed."""
    return dated(project.git("show", f"{commit}:{path}") + "\n")


def edit(operation: str, content: str, identifier: str = "SPEC-2", **more: Any) -> dict[str, Any]:
    """A call of edit_note."""
    return call(EDIT, identifier=identifier, operation=operation, content=content, **more)


def replace(path: str, old: str, new: str) -> dict[str, Any]:
    """An edit of a file."""
    return call(EDITOR, command="str_replace", path=path, old_str=old, new_str=new)


def test_the_example_leaves_checked_criteria_statuses_and_progress_in_one_commit_a_task(tmp_path: Path) -> None:
    project = make_example(tmp_path, "spec_notes")

    done = project.invoke("run-tasks")

    assert done.code == 0, done.out + done.err
    assert project.git("log", "--format=%s", "--reverse").splitlines()[1:] == [
        "feat(quotes): quote a basket in integer cents",
        "feat(quotes): say how long a quote holds",
        "feat(quotes): refuse a quote that is too old",
    ]
    own, listed = f"{QUOTES}/validity.py", "shared/task_list.json"
    assert project.git("show", "--format=", "--name-only", "HEAD~2").splitlines() == [
        f"{QUOTES}/basket.py",
        f"{QUOTES}/basket_router.py",
        f"{QUOTES}/main.py",
        TESTS,
        listed,
        BASKET,
    ]
    for commit in ("HEAD~1", "HEAD"):
        changed = project.git("show", "--format=", "--name-only", commit).splitlines()
        assert changed == [own, "modules/quotes/tests/test_validity.py", listed, VALIDITY]
    assert landed_note(project, BASKET) == BASKET_LANDED
    assert landed_note(project, VALIDITY, "HEAD~1") == VALIDITY_AFTER_TASK_2
    assert landed_note(project, VALIDITY) == VALIDITY_LANDED
    assert dated((project.root / VALIDITY).read_text()) == VALIDITY_LANDED
    assert project.git("status", "--porcelain") == ""
    assert first_message(project, "1").startswith(
        "# Task 1: Quote a basket\n\nImplement the specification.\n\n## Acceptance criteria\n\n"
        "- 1. a basket of 3 articles gives one total in cents\n"
        "- 2. an article without a price is refused by its name\n\n"
        f'## To read\n\n<document path="{BASKET}">\n---\n'
    )
    read = told(project, "1")[0]
    assert read.startswith("---\ntitle: 'SPEC-2: Basket Quotes'\n")
    assert "- [ ] 1. a basket of 3 articles" in read


def breaches(good: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The turns of a coder that breaks every rule in turn, and at last does it right."""
    summary = "Quotes a basket."
    files = [f"{QUOTES}/basket.py", f"{QUOTES}/basket_router.py", f"{QUOTES}/main.py", TESTS]
    subject = "feat(quotes): quote a basket"
    bad = [f"{QUOTES}/quote_cli.py", f"{QUOTES}/quote_router.py"]
    claims = {"1": [FIRST], "2": [SECOND]}
    return [
        [
            call(READ, identifier="SPEC-9"),
            edit("append", "Mine.", identifier="SPEC-3"),
            edit("replace_section", "Something easier.", section="## What"),
            edit("find_replace", "a basket of 2 articles", find="a basket of 3 articles"),
            edit("find_replace", "- [x] 1.", old_text="- [ ] 1."),
            edit("find_replace", "status: complete", search="status: approved"),
            edit("append", "## Implementation Progress\n- all done"),
            edit("append", "## Why\nBecause."),
            edit("find_replace", "x", find_text="article", expected_replacements=7),
            edit("replace_section", "x", section="## Findings"),
            call("mcp__basic-memory__write_note", title="SPEC-9", content="x", directory="specs"),
            edit("insert_after_section", "- [decision] integer cents #money", section="## Observations"),
            edit("insert_after_section", "- [decision] integer cents #money", section="## Observations"),
            call(READ, identifier="specs/spec-2-basket-quotes"),
            create("modules/prices/prices.py", "PRICES = {}\n"),
            replace(BASKET, "POST /quotes takes", "GET /quotes takes"),
            replace(VALIDITY, "## Notes\n", "## Notes\nMine.\n"),
            create(f"{QUOTES}/quote_router.py", BAD_ROUTER),
            create(f"{QUOTES}/quote_cli.py", BAD_CLI),
            replace(f"{QUOTES}/main.py", 'prefix="/health")\n', f'prefix="/health")\n{BAD_MAIN}'),
            finish("feat(quotes): quote a basket", files=files),
        ],
        [
            replace(BASKET, "GET /quotes takes", "POST /quotes takes"),
            replace(VALIDITY, "Mine.\n", ""),
            finish("Quote a basket.", summary, files=[*bad, f"{QUOTES}/main.py"]),
        ],
        [finish(subject, summary, files=[*bad, f"{QUOTES}/main.py"])],
        [
            replace(f"{QUOTES}/main.py", BAD_MAIN, ""),
            *(call(EDITOR, command="create", path=path, file_text="") for path in bad),
            *good,
            finish(subject, summary, files=files),
        ],
        [
            finish(
                subject,
                summary,
                files=[*files, *bad, BASKET],
                criteria={"1": [HEALTH], "2": ["tests/test_basket.py::test_never_written"], "9": []},
                open=["nothing"],
            )
        ],
        [finish(subject, summary, files=[*files, *bad], criteria=claims)],
    ]


def phases() -> list[dict[str, Any]]:
    """Tasks that the engine does without a model, some that cannot begin, and one that never reports as it should."""
    asked = {
        4: {"spec": "Gift Cards", "phase": "create"},
        5: {"spec": "SPEC-1", "phase": "status"},
        6: {"spec": "SPEC-2", "phase": "review"},
        7: {"spec": "Health", "phase": "create"},
        8: {"spec": "SPEC-404"},
        9: {"spec": "SPEC-9"},
        10: {"spec": "SPEC-8"},
        11: {"spec": "SPEC-1"},
    }
    common = {"assigned_to": "python_developer", "module": "quotes", "status": "not_started", "description": "Asked."}
    return [
        {"id": key, "title": f"Task {key}", "blocked_by": [1] if key == 6 else [], "params": given, **common}
        for key, given in asked.items()
    ]


TOLD = [
    '# Note Not Found: "SPEC-9"\n\nOnly specs/SPEC-2 Basket Quotes.md is handed to this task.',
    'Error: refused by handed_note: "SPEC-3" is not the note of task 1; yours is specs/SPEC-2 Basket Quotes.md.',
    (
        "Error: refused by protected_sections: the edit touches ## What; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    (
        "Error: refused by protected_sections: the edit touches the success criteria and their marks; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    (
        "Error: refused by protected_sections: the edit touches the success criteria and their marks; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    (
        "Error: refused by protected_sections: the edit touches the front matter; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    (
        "Error: refused by protected_sections: the edit touches ## Implementation Progress; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    (
        "Error: refused by protected_sections: the edit touches ## Why; "
        "leave it as it is; where the work needs it otherwise, call ask."
    ),
    "Error: edit_note: expected 7 of 'article', found 3: quote more of it, or say how many.",
    (
        "Error: edit_note: there is no section ## Findings; there are: ## Why, ## What, ## How (High Level), "
        "## How to Evaluate, ### Success Criteria, ### Testing Procedure, ## Notes, ## Observations, ## Relations."
    ),
    'Error: there is no tool "mcp__basic-memory__write_note". Tools: ',
    "# Edited note (insert_after_section)\nfile_path: specs/SPEC-2 Basket Quotes.md\nIt lands with your work.",
    "specs/SPEC-2 Basket Quotes.md holds this already; nothing was changed.",
]

FAILED = "The engine ran the checks on your change, and not all of them passed. Mend the cause, then finish again.\n\n"
CONTRADICTED = "The report is not what the engine saw:\n"
AGAIN = "\nMend the work or the report, and hand it in again."
MAIN_ONLY = (
    f"{QUOTES}/main.py:13: main_only_registers: the route of `quotes` is written here; "
    "write it in a `*_router.py` or `*_cli.py`, and only include that here"
)
UNDECLARED = (
    "is imported and not declared; add it to the dependencies in modules/quotes/pyproject.toml, or do without it"
)
NOWHERE = "is included nowhere; include it where the others are, with `include_router(...)` or `add_typer(...)`"
BLOCKS = (
    "blocks inside of `async def quote`; await a call that does not block, or give the function to `asyncio.to_thread`"
)
CLI, ROUTER = f"{QUOTES}/quote_cli.py", f"{QUOTES}/quote_router.py"
FORM = f"""\
quotes:form: failed, {MAIN_ONLY} and 18 more
{MAIN_ONLY}
{CLI}:3: dependencies_declared: `typer` {UNDECLARED}
{CLI}:5: registered: `app` {NOWHERE}
{ROUTER}:1: docstrings: the module has no docstring; say in a line what it is for
{ROUTER}:5: dependencies_declared: `httpx` {UNDECLARED}
{ROUTER}:6: dependencies_declared: `psycopg2` {UNDECLARED}
{ROUTER}:7: dependencies_declared: `requests` {UNDECLARED}
{ROUTER}:10: registered: `router` {NOWHERE}
{ROUTER}:11: secrets: `api_token` is given a literal value; \
read it from the environment, and make the old one invalid if it was real
{ROUTER}:15: docstrings: `quote` has no docstring; say what the signature does not
{ROUTER}:15: hints: `quote` has no type hint for `articles`, its return; write it into the signature
{ROUTER}:16: blocking_in_async: `time.sleep` {BLOCKS}
{ROUTER}:17: blocking_in_async: `sqlite3.connect` {BLOCKS}
{ROUTER}:18: blocking_in_async: `psycopg2.connect` {BLOCKS}
{ROUTER}:19: blocking_in_async: `urllib.request.urlopen` {BLOCKS}
{ROUTER}:20: blocking_in_async: `httpx.get` {BLOCKS}
{ROUTER}:22: blocking_in_async: `requests.get` {BLOCKS}
{ROUTER}:23: no_bare_except: `except:` catches everything, the end of the program too; \
name the exceptions that are expected
{ROUTER}:24: pep8: E703 Statement ends with an unnecessary semicolon; remove unnecessary semicolon"""
SENT_BACK = [
    (
        f"The work cannot land:\n- {BASKET}: protected_sections: changes ## What; owner: no agent; "
        "next: leave it as it is; where the work needs it otherwise, call ask\n"
        f"- {VALIDITY}: handed_note: it is not the specification of the task; owner: no agent; next: leave it to "
        "whoever works on it, and call ask where it has to change; `invoke new-spec` begins a new one"
    ),
    (
        'commit_subject: the subject "Quote a basket." does not match '
        r"^(feat|fix|refactor|test|chore|docs)\([a-z0-9_-]+\): \S.{0,70}$, "
        "for example: feat(pricing): add percentage discounts. Call `finish` again with a better one."
    ),
    f"{FAILED}{FORM}",
    f"{CONTRADICTED}- the work changes files that the report does not name: {CLI}, {ROUTER}{AGAIN}",
    (
        f"{CONTRADICTED}- criterion 1 is claimed by tests that were there before and are not changed: {HEALTH}\n"
        "- criterion 2 is claimed by tests that were not collected or did not pass: "
        "tests/test_basket.py::test_never_written\n- there is no success criterion 9\n"
        "- criterion 9 is claimed without a test\n"
        f"- the report claims every criterion and says that something is open{AGAIN}"
    ),
]


def test_each_breach_is_refused_and_told_with_the_rule_and_the_spec_stays_what_it_was(tmp_path: Path) -> None:
    project = make_example(tmp_path, "spec_notes")
    project.edit_json(
        project.structure, lambda data: data["modules"]["quotes"].update(path=["modules/quotes", "specs"])
    )
    project.keep_tasks("1", "2")
    project.set_task("2", params={"spec": "SPEC-3"}, blocked_by=[])
    project.edit_json(project.task_list, lambda data: data["tasks"].extend(phases()))
    spec = project.root / VALIDITY
    spec.write_text(spec.read_text().replace("status: Approved", "status: draft"))
    for name in ("SPEC-9 One", "SPEC-9 Two"):
        (project.root / f"specs/{name}.md").write_text(f"---\ntitle: '{name}'\n---\n")
    (project.root / "specs/SPEC-8 Unfit.md").write_text(UNFIT)
    for key in ("8", "9", "10"):
        project.script(key, [])
    project.script("11", [[call("finish", summary="")], [call("finish")], [call("finish", summary="x", criteria=[1])]])
    project.commit()
    turns = json.loads((project.root / "shared/turns/1.json").read_text())["attempts"][0]["turns"]
    project.script("1", breaches([block for block in turns[1]["content"] if block["type"] == "tool_use"]))
    project.commit()

    done = project.invoke("run-tasks")

    assert done.code == 1, done.out + done.err
    assert "report: still not in its form after 3 replies: criteria: Input should be" in done.out
    heard = told(project, "1")
    assert [text[: len(wanted)] for text, wanted in zip(heard, TOLD, strict=False)] == TOLD
    assert "- [decision] integer cents #money\n" in heard[len(TOLD)]
    assert [text for text in heard if text.startswith(("The ", "commit_subject"))] == SENT_BACK
    assert project.landed_tasks()["1"]["status"] == "done"
    lines = landed_note(project, BASKET).splitlines()
    assert [line for line in lines if line not in BASKET_LANDED.splitlines()] == [
        "- [decision] integer cents #money",
        "- **Done**: Quotes a basket.",
        "- **Decision**: None",
    ]
    assert lines.count("- [decision] integer cents #money") == 1
    blocked = project.tasks()["2"]
    assert (blocked["status"], blocked["blocked_reason"]) == (
        "blocked",
        f"{VALIDITY}: it is draft: a person sets its status to approved before work on it begins",
    )
    assert told(project, "2") == []
    tasks = project.landed_tasks()
    assert [(tasks[key]["status"], tasks[key]["outputs"]["files"]) for key in ("4", "5", "6")] == [
        ("done", ["specs/SPEC-10 Gift Cards.md"]),
        ("done", []),
        ("done", []),
    ]
    made = project.git("show", "HEAD:specs/SPEC-10 Gift Cards.md").splitlines()
    assert made[1:6] == [
        "title: 'SPEC-10: Gift Cards'",
        "type: spec",
        "permalink: specs/spec-10-gift-cards",
        "tags: []",
        "status: draft",
    ]
    assert tasks["5"]["outputs"]["spec"] == {
        "note": "specs/SPEC-1 Health.md",
        "status": "complete",
        "criteria": {"1": "done"},
        "progress": [],
        "open": [],
        "problems": [],
    }
    account = tasks["6"]["outputs"]["spec"]
    assert [re.sub(r".* — ", "", told) for told in account.pop("progress")] == ["task 1, attempt 1"]
    assert account == {
        "note": BASKET,
        "status": "complete",
        "criteria": {"1": "done", "2": "done"},
        "open": [],
        "problems": [],
        "test_files": ["tests/test_basket.py", "tests/test_health.py"],
        "tests_passed": 3,
        "covered": {"1": [FIRST], "2": [SECOND]},
        "uncovered": [],
    }
    listed = project.tasks()
    assert {key: listed[key].get("blocked_reason") for key in BLOCKED} == BLOCKED
    named = json.loads((SHIPPED / "spec_notes.json").read_text())["rules"]
    assert set(named) <= RULES.keys()
    everything = "\n".join((told_text(project, "1"), *BLOCKED.values()))
    assert [rule for rule, text in RULES.items() if text not in everything] == []


def test_work_by_hand_lands_with_an_entry_and_earlier_edits_and_sets_no_mark(tmp_path: Path) -> None:
    project = make_example(tmp_path, "spec_notes")
    observed = edit("insert_after_section", "- [decision] integer cents #money", section="## Observations")
    project.script("1", [[observed, call("ask", question="In which currency?")]])
    assert project.invoke("run-tasks", "--task", "1").code == 1
    project.set_task("1", answer="I do it myself.")
    claimed = project.invoke("claim", "--task", "1")
    worktree = Path(claimed.out.partition("worktree  ")[2].splitlines()[0])
    (worktree / f"{QUOTES}/basket.py").write_text('"""Prices."""\n\nPRICES = {"tea": 450}\n')
    hand = Project(worktree)
    hand.commit("feat(quotes): list prices")

    done = project.invoke("submit", cwd=worktree)

    assert done.code == 0, done.out + done.err
    lines = landed_note(project, BASKET).splitlines()
    assert "status: implementing" in lines
    assert "- [ ] 1. a basket of 3 articles gives one total in cents" in lines
    assert "- [decision] integer cents #money" in lines
    assert lines[-7:] == [
        "## Implementation Progress",
        "### DATE — task 1, attempt 2",
        "- **Done**: feat(quotes): list prices",
        "- **Decision**: None",
        "- **Tests**: 1/1 (`pytest -q`)",
        "- **Criteria**: None",
        "- **Open**: None",
    ]


SERVER = Path(__file__).resolve().parents[1] / "support/mcp_server.py"


def with_store(project: Project, store: Path) -> None:
    """Keep the specifications outside of the repository, behind a server that the map lets run there."""
    store.mkdir()
    (project.root / "specs").rename(store / "specs")
    place = project.root / "tools/notes_server.py"
    place.parent.mkdir()
    shutil.copy(SERVER, place)
    words = ["${PWD}/tools/notes_server.py", str(store)]
    entry = {"command": sys.executable, "args": words}
    (project.root / ".mcp.json").write_text(json.dumps({"mcpServers": {"basic-memory": entry}}))
    allowed = {"basic-memory": {"starts": " ".join([sys.executable, *words]), "sandbox": False, "agents": ["*"]}}
    project.edit_json(project.structure, lambda data: data.update(mcp={"servers": allowed}))
    agent = project.root / ".claude/agents/python-developer.md"
    agent.write_text(agent.read_text().replace("mcp__basic-memory__edit_note", "mcp__basic-memory"))


def test_a_note_that_a_server_keeps_is_judged_and_written_once_after_the_landing(tmp_path: Path) -> None:
    project, store = make_example(tmp_path, "spec_notes"), tmp_path / "store"
    with_store(project, store)
    (store / "down").touch()
    project.keep_tasks("1", "2")
    project.set_task("2", params={"spec": "SPEC-404"}, blocked_by=[])
    turns = json.loads((project.root / "shared/turns/1.json").read_text())["attempts"][0]["turns"]
    observed = edit("insert_after_section", "- [decision] integer cents #money", section="## Observations")
    project.script(
        "1",
        [
            [
                call(READ, identifier=VALIDITY),
                edit("append", "Mine.", identifier="SPEC-3"),
                edit("replace_section", "Something easier.", section="## What"),
                edit("find_replace", "x", find="article", expected_replacements=7),
                call("mcp__basic-memory__write_note", title="SPEC-9", content="x", directory="specs"),
                observed,
                observed,
                call(READ, identifier="SPEC-2"),
            ],
            [block for block in turns[1]["content"] if block["type"] == "tool_use"],
            [block for block in turns[3]["content"] if block["type"] == "tool_use"],
        ],
    )
    project.commit()
    before = (store / BASKET).read_text()

    done = project.invoke("run-tasks", "--json")

    heard = told(project, "1")
    assert heard[0] == (store / VALIDITY).read_text()
    assert heard[1:7] == [
        'Error: refused by handed_note: "SPEC-3" is not the note of task 1; yours is specs/SPEC-2.',
        TOLD[2],
        TOLD[8],
        (
            "Error: refused by handed_note: write_note is not for agents: the note of the task is edited with "
            "edit_note, and no other is written; yours is specs/SPEC-2."
        ),
        "# Edited note (insert_after_section)\nfile_path: specs/SPEC-2\nIt lands after your work, at the server.",
        "specs/SPEC-2 holds this already; nothing was changed.",
    ]
    assert heard[7].count("- [decision] integer cents #money\n") == 1
    assert first_message(project, "1").count("- 1. a basket of 3 articles gives one total in cents\n") == 1
    missing = "missing input: specs/SPEC-404 (the server basic-memory says: Note Not Found)"
    assert project.tasks()["2"]["blocked_reason"] == missing
    assert project.landed_tasks()["1"]["status"] == "done"
    assert project.git("show", "--format=", "--name-only", "HEAD", "--", "specs") == ""
    assert (store / BASKET).read_text() == before
    late = "specs/SPEC-2 is not written yet, the next run tries again: "
    assert [e["text"][: len(late)] for e in done.kinds("notice") if e["task"] == "1"] == [late]

    kept = json.loads((project.state / "notes/1.json").read_text())
    unlanded = project.state / "notes/3.json"
    unlanded.write_text(json.dumps(kept | {"path": "specs/SPEC-3", "is_due": False}))
    other = (store / VALIDITY).read_text()
    (store / "down").unlink()
    (store / "fall").touch()
    project.set_task("2", status="not_started", blocked_reason=None)
    again = project.invoke("run-tasks", "--json")

    assert [e["text"] for e in again.kinds("notice") if e.get("task") == "1"] == []
    assert not (store / "fall").exists()
    landed = BASKET_LANDED.replace("- [decision] totals are integer cents, because floats drift #money\n", "")
    observations = "## Observations\n- [decision] integer cents #money\n"
    assert dated((store / BASKET).read_text()) == landed.replace("## Observations\n", observations)
    assert list((project.state / "notes").iterdir()) == [unlanded]
    assert (store / VALIDITY).read_text() == other


def test_the_entry_of_work_by_hand_reaches_a_note_that_a_server_keeps(tmp_path: Path) -> None:
    project, store = make_example(tmp_path, "spec_notes"), tmp_path / "store"
    with_store(project, store)
    project.commit()
    claimed = project.invoke("claim", "--task", "1")
    worktree = Path(claimed.out.partition("worktree  ")[2].splitlines()[0])
    (worktree / f"{QUOTES}/basket.py").write_text('"""Prices."""\n\nPRICES = {"tea": 450}\n')
    Project(worktree).commit("feat(quotes): list prices")
    (store / BASKET).rename(store / "elsewhere.md")

    missing = project.invoke("submit", cwd=worktree)
    (store / "elsewhere.md").rename(store / BASKET)
    done = project.invoke("submit", cwd=worktree)

    assert missing.code == 1
    assert missing.out == (
        "missing input: specs/SPEC-2 (the server basic-memory says: Note Not Found)\n"
        "task 1 has not landed: submit it again when that is mended\n"
    )
    assert done.code == 0, done.out + done.err
    assert project.git("show", "--format=", "--name-only", "HEAD", "--", "specs") == ""
    lines = (store / BASKET).read_text().splitlines()
    assert "status: implementing" in lines
    assert lines[-5:] == [
        "- **Done**: feat(quotes): list prices",
        "- **Decision**: None",
        "- **Tests**: 1/1 (`pytest -q`)",
        "- **Criteria**: None",
        "- **Open**: None",
    ]
