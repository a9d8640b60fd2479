"""Prices are whole cents."""

from __future__ import annotations


def total(unit_cents: int, quantity: int) -> int:
    """Return the price of some pieces before any discount."""
    return unit_cents * quantity
