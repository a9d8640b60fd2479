"""Goods sold by weight."""

from __future__ import annotations

from pricing.money import part


def price_by_weight(cents_per_kilo: int, grams: int) -> int:
    """Return the price of so many grams, in cents."""
    return part(cents_per_kilo, grams, 1000)
