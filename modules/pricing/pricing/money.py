"""Money is whole cents: how it is divided, and how it is written."""

from __future__ import annotations


def part(cents: int, share: int, whole: int) -> int:
    """Return `share` parts of `whole` of an amount, half a cent rounded up: `part(190, 15, 100)` is 29."""
    return (2 * cents * share + whole) // (2 * whole)


def written(cents: int) -> str:
    """Write an amount with two decimals: 1205 becomes `12.05`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
