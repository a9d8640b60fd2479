"""Contracts in the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bailiwick.files.plan import Contract, endpoints, project_name, with_contract, with_decision

QUOTES = Contract("pricing", "post", "/quotes", "QuoteRequest {sku: str}", "200 Quote; 404 unknown sku", "7")
BLOCK = """\
### pricing: POST /quotes
- request: QuoteRequest {sku: str}
- response: 200 Quote; 404 unknown sku
- task: 7
"""
PLAN = f"# Project Name: corner_shop\n- Branch: main\n\n## Contracts\n{BLOCK}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(PLAN, "corner_shop", id="lf"),
        pytest.param(PLAN.replace("\n", "\r\n"), "corner_shop", id="crlf"),
        pytest.param("\ufeff# Project Name: a1\n", "a1", id="bom"),
        pytest.param("\n# Project Name: a\n", None, id="not the first line"),
        pytest.param("# Project Name: My Shop\n", None, id="not snake_case"),
        pytest.param("", None, id="empty"),
    ],
)
def test_project_name(text: str, name: str | None) -> None:
    assert project_name(text) == name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", f"## Contracts\n{BLOCK}", id="empty"),
        pytest.param("# Project Name: corner_shop\n- Branch: main\n", PLAN, id="no section"),
        pytest.param("# Project Name: corner_shop\n- Branch: main", PLAN, id="no section, no final newline"),
        pytest.param("# Project Name: corner_shop\n- Branch: main\n\n## Contracts", PLAN, id="empty section"),
        pytest.param(PLAN, PLAN, id="there already"),
        pytest.param(
            "## Contracts\n\n## Other\n```\n## Contracts\n```\n",
            f"## Contracts\n{BLOCK}\n## Other\n```\n## Contracts\n```\n",
            id="section in the middle",
        ),
        pytest.param(
            "```\n## Contracts\n```\n",
            f"```\n## Contracts\n```\n\n## Contracts\n{BLOCK}",
            id="a heading in code is text",
        ),
        pytest.param(
            "## Contracts\nThese bind.\n### pricing: GET /quotes\n- task: 1\n",
            f"## Contracts\nThese bind.\n### pricing: GET /quotes\n- task: 1\n{BLOCK}",
            id="another contract",
        ),
        pytest.param(
            f"### pricing: POST /quotes\nnot a contract\n\n## Contracts\n{BLOCK}",
            f"### pricing: POST /quotes\nnot a contract\n\n## Contracts\n{BLOCK}",
            id="the same heading elsewhere",
        ),
    ],
)
def test_with_contract(before: str, after: str) -> None:
    assert with_contract(before, QUOTES) == after
    assert with_contract(after, QUOTES) == after


def test_a_contract_is_replaced_and_notes_under_it_stay() -> None:
    other = "### catalog: GET /items\n- request: none\n- response: 200 [Item]\n- task: 1\n"
    before = PLAN + "- request limit: 10 a second\n\n" + other
    after = with_contract(before, replace(QUOTES, response="201 Quote", task="9"))
    assert after == before.replace("200 Quote; 404 unknown sku", "201 Quote").replace("task: 7", "task: 9")


def test_the_endpoints_of_a_module_are_those_below_the_contracts() -> None:
    text = f"### pricing: GET /elsewhere\n{PLAN}### catalog: GET /items\n### pricing: CALL quotes.price\n\n## Goal\n"
    assert endpoints(text, "pricing") == [("POST", "/quotes"), ("CALL", "quotes.price")]
    assert endpoints("# Plan\n", "pricing") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Plan\n\n## Contracts\n", "# Plan\n\n## Decisions\n- Round late.\n## Contracts\n"),
        ("# Plan", "# Plan\n## Decisions\n- Round late.\n"),
        (
            "## Decisions\nBinding.\n- Cents.\n\n## Contracts\n- Round late.\n",
            "## Decisions\nBinding.\n- Cents.\n- Round late.\n\n## Contracts\n- Round late.\n",
        ),
        ("## Decisions\r\n- Cents.", "## Decisions\r\n- Cents.\r\n- Round late.\r\n"),
    ],
    ids=["before the contracts", "at the end", "behind the last", "other line endings"],
)
def test_with_decision(before: str, after: str) -> None:
    assert with_decision(before, "Round\nlate.") == after
    assert with_decision(after, "Round late.") == after


def test_line_endings_are_kept() -> None:
    before = PLAN.replace("\n", "\r\n")
    after = with_contract(before, replace(QUOTES, path="/baskets"))
    assert after == before + BLOCK.replace("/quotes", "/baskets").replace("\n", "\r\n")


def test_each_field_takes_one_line() -> None:
    after = with_contract("## Contracts\n", replace(QUOTES, request="", response="200\n## Other\n  x"))
    assert after == (
        "## Contracts\n### pricing: POST /quotes\n- request: none\n- response: 200 ## Other x\n- task: 7\n"
    )
