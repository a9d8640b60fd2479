"""The price list of the shop, in integer cents."""

from __future__ import annotations

PRICES = {"tea": 450, "cup": 1200}


def price_list() -> dict[str, int]:
    """Return a copy that the caller may change."""
    return dict(PRICES)
