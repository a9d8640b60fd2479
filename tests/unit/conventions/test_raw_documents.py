"""What is read out of a technical design and of user stories."""

from __future__ import annotations

import pytest
from bailiwick.checks.form import read_rules
from bailiwick.conventions import derived_rules
from bailiwick.conventions.raw_documents import Design, Story, design, stories
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


@pytest.mark.parametrize(
    "text",
    ["", "## Python Backend", "## Python Backend\n```python\nclass (\n", "# US-001\nMessages:", "```" * 9, "\0\udcff"],
)
def test_no_text_makes_them_raise(text: str) -> None:
    assert design(text) == Design()
    assert all(story.messages == () for story in stories(text))


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
