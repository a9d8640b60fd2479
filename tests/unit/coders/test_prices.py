from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.answer import Usage
from bailiwick.coders.base import Conversation
from bailiwick.coders.prices import load_prices, prompt_tokens
from bailiwick.errors import InputError

from tests.support.coding import write

if TYPE_CHECKING:
    from pathlib import Path

PRICE = {"input": 1, "output": 2, "cache_write_5m": 3, "cache_read": 4}
MILLION_EACH = Usage(10**6, 10**6, 10**6, 10**6)


def prices_text(**models: Any) -> str:
    return json.dumps({"models": models})


@pytest.mark.parametrize(
    ("model", "usage", "cost"),
    [
        ("claude-sonnet-5-5", MILLION_EACH, 2 + 10 + 2.5 + 0.1),
        ("claude-opus-4-8-20260101", MILLION_EACH, 5 + 25 + 6.25 + 0.5),
        ("claude-haiku-5-5", Usage(0, 10**6, 0, 100_000), 0.5 + 0.001),
        ("claude-haiku-5-5", Usage(1, 10**6, 0, 100_000), 0.5 * 1e-6 + 2.5 + 0.005),
        ("scripted", MILLION_EACH, 0),
    ],
    ids=["four kinds", "dated id", "lower tier", "upper tier for the whole request", "scripted"],
)
def test_a_request_has_a_cost(tmp_path: Path, model: str, usage: Usage, cost: float) -> None:
    assert load_prices(tmp_path, {}).cost(model, usage) == pytest.approx(cost)


def test_a_model_without_a_price_has_no_cost_but_a_note(tmp_path: Path) -> None:
    prices = load_prices(tmp_path, {})
    assert prices.cost("claude-new-9", MILLION_EACH) is None
    assert prices.worst_case("claude-new-9", 1, 1) is None
    assert prices.notes("claude-new-9") == (
        "claude-new-9 has no price: its cost is not counted (add it to shared/prices.json)",
    )
    assert prices.notes("claude-sonnet-5-5") == ()


def test_the_worst_case_pays_for_writing_the_cache(tmp_path: Path) -> None:
    assert load_prices(tmp_path, {}).worst_case("claude-sonnet-5-5", 10**6, 10**6) == pytest.approx(2.5 + 10)


def test_prices_are_overridden_model_by_model(tmp_path: Path) -> None:
    write(tmp_path, "shared/prices.json", prices_text(a=PRICE, b=PRICE))
    named = write(tmp_path, "mine.json", prices_text(b=PRICE | {"input": 9}))
    prices = load_prices(tmp_path, {"BAILIWICK_PRICES": str(named)})
    million_in = Usage(10**6)
    assert [prices.cost(m, million_in) for m in ("a", "b", "claude-sonnet-5-5")] == [1, 9, 2]


def test_a_price_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the price file .*/none\.json cannot be read"):
        load_prices(tmp_path, {"BAILIWICK_PRICES": "none.json"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (prices_text(a=PRICE | {"input": -1}), "- models.a[0].input: Input should be greater than or equal to 0"),
        (prices_text(a=PRICE | {"inptu": 1}), "- models.a[0].inptu: Extra inputs are not permitted"),
        (
            prices_text(a=[PRICE, PRICE]),
            "a: tiers go from small to large up_to_prompt_tokens; only the last has none",
        ),
        ("{", "- input: Invalid JSON"),
    ],
    ids=["negative", "misspelt", "two open tiers", "not JSON"],
)
def test_an_unfit_price_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "shared/prices.json", text)
    with pytest.raises(InputError) as caught:
        load_prices(tmp_path, {})
    assert message in str(caught.value)


def test_the_prompt_is_rather_over_than_underestimated() -> None:
    words = "word " * 10_000
    guessed = prompt_tokens(Conversation((), (), ({"role": "user", "content": words},), "m"))
    assert 10_000 < guessed < 30_000
