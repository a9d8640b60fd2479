"""`spec_notes`: the engine reads, marks and moves specifications; each breach of a rule is told with its name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.support.examples import make_example
from tests.support.project import Project, call, create, finish
from tests.support.told import first_message, told

EDITOR = "str_replace_based_edit_tool"
READ, EDIT = "mcp__basic-memory__read_note", "mcp__basic-memory__edit_note"
BASKET, VALIDITY = "specs/SPEC-2 Basket Quotes.md", "specs/SPEC-3 Quote Validity.md"
QUOTES = "modules/quotes/quotes"
TESTS = "modules/quotes/tests/test_basket.py"
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
import time

import requests
from quotes.routing import APIRouter

router = APIRouter()
api_token = "hv8Qx2LmZr7KpWt4"


@router.post("")
async def quote(articles):
    time.sleep(1)
    try:
        return requests.get("http://prices")
    except:
        return {}
"""
BAD_MAIN = """

@app.get("/quotes")
async def quotes() -> dict[str, str]:
    \"\"\"Answer here.\"\"\"
    return {}
"""


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
            replace(BASKET, "POST /quotes takes", "GET /quotes takes"),
            create(f"{QUOTES}/quote_router.py", BAD_ROUTER),
            replace(f"{QUOTES}/main.py", 'prefix="/health")\n', f'prefix="/health")\n{BAD_MAIN}'),
            finish("feat(quotes): quote a basket", files=files),
        ],
        [
            replace(BASKET, "GET /quotes takes", "POST /quotes takes"),
            finish("Quote a basket.", summary, files=[f"{QUOTES}/quote_router.py", f"{QUOTES}/main.py"]),
        ],
        [finish(subject, summary, files=[f"{QUOTES}/quote_router.py", f"{QUOTES}/main.py"])],
        [
            replace(f"{QUOTES}/main.py", BAD_MAIN, ""),
            call(EDITOR, command="create", path=f"{QUOTES}/quote_router.py", file_text=""),
            *good,
            finish(subject, summary, files=files),
        ],
        [
            finish(
                subject,
                summary,
                files=[*files, f"{QUOTES}/quote_router.py", BASKET],
                criteria={"1": [FIRST], "2": ["tests/test_basket.py::test_never_written"], "9": []},
                open=["nothing"],
            )
        ],
        [finish(subject, summary, files=[*files, f"{QUOTES}/quote_router.py"], criteria=claims)],
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
FORM = f"""\
quotes:form: failed, {MAIN_ONLY} and 9 more
{MAIN_ONLY}
{QUOTES}/quote_router.py:1: docstrings: the module has no docstring; say in a line what it is for
{QUOTES}/quote_router.py:3: dependencies_declared: `requests` is imported and not declared; \
add it to the dependencies in modules/quotes/pyproject.toml, or do without it
{QUOTES}/quote_router.py:6: registered: `router` is included nowhere; \
include it where the others are, with `include_router(...)` or `add_typer(...)`
{QUOTES}/quote_router.py:7: secrets: `api_token` is given a literal value; \
read it from the environment, and make the old one invalid if it was real
{QUOTES}/quote_router.py:11: docstrings: `quote` has no docstring; say what the signature does not
{QUOTES}/quote_router.py:11: hints: `quote` has no type hint for `articles`, its return; write it into the signature
{QUOTES}/quote_router.py:12: blocking_in_async: `time.sleep` blocks inside of `async def quote`; \
await a call that does not block, or give the function to `asyncio.to_thread`
{QUOTES}/quote_router.py:14: blocking_in_async: `requests.get` blocks inside of `async def quote`; \
await a call that does not block, or give the function to `asyncio.to_thread`
{QUOTES}/quote_router.py:15: no_bare_except: `except:` catches everything, the end of the program too; \
name the exceptions that are expected"""
SENT_BACK = [
    (
        f"The work cannot land:\n- {BASKET}: protected_sections: changes ## What; owner: no agent; "
        "next: leave it as it is; where the work needs it otherwise, call ask"
    ),
    (
        'commit_subject: the subject "Quote a basket." does not match '
        r"^(feat|fix|refactor|test|chore|docs)\([a-z0-9_-]+\): \S.{0,70}$, "
        "for example: feat(pricing): add percentage discounts. Call `finish` again with a better one."
    ),
    f"{FAILED}{FORM}",
    f"{CONTRADICTED}- the work changes files that the report does not name: {QUOTES}/quote_router.py{AGAIN}",
    (
        f"{CONTRADICTED}- criterion 2 is claimed by tests that were not collected or did not pass: "
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
    spec = project.root / VALIDITY
    spec.write_text(spec.read_text().replace("status: Approved", "status: draft"))
    project.commit()
    turns = json.loads((project.root / "shared/turns/1.json").read_text())["attempts"][0]["turns"]
    project.script("1", breaches([block for block in turns[1]["content"] if block["type"] == "tool_use"]))
    project.commit()

    done = project.invoke("run-tasks")

    assert done.code == 1, done.out + done.err
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


def test_work_by_hand_lands_with_an_entry_and_sets_no_mark(tmp_path: Path) -> None:
    project = make_example(tmp_path, "spec_notes")
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
    assert lines[-7:] == [
        "## Implementation Progress",
        "### DATE — task 1, attempt 1",
        "- **Done**: feat(quotes): list prices",
        "- **Decision**: None",
        "- **Tests**: 1/1 (`pytest -q`)",
        "- **Criteria**: None",
        "- **Open**: None",
    ]
