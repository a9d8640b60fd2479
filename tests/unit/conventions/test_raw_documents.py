"""What is read out of a technical design and of user stories."""

from __future__ import annotations

import pytest
from bailiwick.checks.form import read_rules
from bailiwick.conventions import derived_rules
from bailiwick.conventions.raw_documents import Design, Story, design, design_problems, stories, story_problems
from bailiwick.domain.convention import Convention

DESIGN = """\
# Technical design: quotes

## 1. Overview

A desk that prices baskets; see `desk.py` of the old shop.

## 2. Python Backend

One module, `pricing_quotes.py`, tested by `test_pricing_quotes.py`. Failures carry a `code`.

```python
class QuoteDesk:
    def __init__(self, prices: dict[str, int]) -> None: ...
    def quote(self, sku: str, quantity: int = 1) -> dict[str, Any]: ...
    def _price(self, sku: str) -> int: ...

class QuoteError(Exception): ...
```

- `class Basket` holds lines
- `QuoteDesk.total(self, lines: list[str]) -> dict[str, Any]` adds them up
- called as `QuoteDesk({}).quote("tea", 2)`, or `total(basket)`

```json
{"class": "Nothing"}
```

## 3. Frontend

`shop_page.py` is not ours.

## Examples

## Dependencies

- Python 3.11+, standard library
- `pydantic>=2.7` for models
- google-cloud-storage

## Definition of Done
- Tests: pytest
"""
STORIES = """\
# User stories

## US-001: Price a line

As a clerk, I want a price, so that I can tell it.

- Given a price list, when I ask for tea, then I get its price

**UI messages:**

- success: "{sku}: {total} cents"
- unknown article: “There is no article {sku}”

Notes: "this is not shown"

## US-002 Price nothing

### UI messages
- `A quantity is at least 1`

### Notes
- "nor is this"

## US-003 Silent
"""


def test_a_design_lists_modules_classes_signatures_and_dependencies() -> None:
    assert design(DESIGN) == Design(
        modules=("pricing_quotes",),
        classes=("Basket", "QuoteDesk", "QuoteError"),
        signatures=(
            "QuoteDesk.total(self, lines: list[str]) -> dict[str, Any]",
            "QuoteDesk.__init__(self, prices: dict[str, int]) -> None",
            "QuoteDesk.quote(self, sku: str, quantity: int=1) -> dict[str, Any]",
        ),
        dependencies=("pydantic", "google_cloud_storage"),
        code=True,
    )


def test_stories_hold_their_messages() -> None:
    assert stories(STORIES) == (
        Story("US-001", ("{sku}: {total} cents", "There is no article {sku}")),
        Story("US-002", ("A quantity is at least 1",)),
        Story("US-003"),
    )


MESSAGES = {
    "without a colon": ('**UI messages**\n- "A"', ("A",), ()),
    "with a remark": ('UI messages (word for word):\n- "A"', ("A",), ()),
    "numbered": ('### UI messages\n\n1. "A"\n2. “B”', ("A", "B"), ()),
    "behind the label": ('**UI messages:** "A"\n\n- Given a price', ("A",), ()),
    "wrapped": ('UI messages:\n- done: "A\n  b"\n- "C"', ("A b", "C"), ()),
    "below a bullet": ('- **UI messages**:\n  - done:\n    - "A"\n- **Given** x', ("A",), ()),
    "none": ("UI messages: None.", (), ()),
    "none of a kind": ('UI messages:\n- done: none\n- "A"', ("A",), ()),
    "single quotes": ("UI messages:\n- \"A\"\n- refused: 'B'", ("A",), (4,)),
    "no quotes": ("UI messages: done", (), (2,)),
    "a table": ('UI messages:\n\n| done | "A" |', (), (2,)),
    "nothing below": ('UI messages:\n\n## Notes\n- "A"', (), (2,)),
}


@pytest.mark.parametrize(("text", "read", "lacking"), MESSAGES.values(), ids=MESSAGES)
def test_messages_are_read_or_told_to_be_unreadable(text: str, read: tuple[str, ...], lacking: tuple[int, ...]) -> None:
    story = f"# US-001\n{text}\n"
    assert stories(story) == (Story("US-001", read),)
    told = [problem.partition(" (write each as a bullet")[0] for problem in story_problems("a.md", story)]
    assert told == [f"a.md:{line}: no message of US-001 can be read here" for line in lacking]


BACKENDS = {
    "no body": ("## Python Backend\n\n```python\nclass A:\n    def b(self) -> int\n```\n", 5, "expected ':'"),
    "no class": ("# D\n## Python Backend\n```py\nclass A:\n```\n", 4, "expected an indented block"),
    "another heading": ("## Backend\n", 1, "there is no section Python Backend"),
}


@pytest.mark.parametrize(("text", "line", "why"), BACKENDS.values(), ids=BACKENDS)
def test_a_design_that_cannot_be_read_is_told_with_its_line(text: str, line: int, why: str) -> None:
    (told,) = design_problems("a.md", text)
    assert told.startswith(f"a.md:{line}: ")
    assert why in told


def test_a_design_that_can_be_read_has_no_problem() -> None:
    assert list(design_problems("a.md", DESIGN)) == []
    assert list(story_problems("a.md", STORIES)) == []
    assert design("## Dependencies\n- no external ones\n- Nothing beyond Python").dependencies == ()


@pytest.mark.parametrize(
    "text",
    ["", "## Python Backend", "## Python Backend\n```python\nclass (\n", "# US-001\nMessages:", "```" * 9, "\0\udcff"],
)
def test_no_text_makes_them_raise(text: str) -> None:
    assert design(text) == Design()
    assert all(story.messages == () for story in stories(text))
    assert all(told.startswith("a.md:") for told in (*design_problems("a.md", text), *story_problems("a.md", text)))


def test_documents_bring_their_rules_and_a_convention_may_say_more() -> None:
    convention = Convention(rules={"hints": {}, "imports_allowed": {"allow": ("httpx",)}, "response_shape": {}})
    found = derived_rules.rules(convention, {"technical_design": DESIGN, "user_stories": STORIES})
    assert found == {
        "hints": {},
        "messages_verbatim": {
            "messages": ("{sku}: {total} cents", "There is no article {sku}", "A quantity is at least 1")
        },
        "signatures_present": {"classes": design(DESIGN).classes, "functions": design(DESIGN).signatures},
        "imports_allowed": {"allow": ("httpx",)},
        "response_shape": {"code": True},
    }
    assert read_rules(found)[1] == ()


def test_a_rule_that_has_nothing_to_ask_is_not_there_and_no_shape_is_brought_in() -> None:
    found = derived_rules.rules(Convention(rules={"hints": {}}), {"technical_design": "", "user_stories": "# US-001"})
    nothing = {"signatures_present": {"classes": (), "functions": ()}, "imports_allowed": {"allow": ()}}
    assert found == {"hints": {}, **nothing}
