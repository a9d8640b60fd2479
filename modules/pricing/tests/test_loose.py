from __future__ import annotations

from pricing.loose import price_by_weight


def test_loose_tea_is_priced_by_the_gram() -> None:
    assert price_by_weight(cents_per_kilo=3990, grams=125) == 499
