"""What the customer carries to the till."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Basket:
    """SKUs with their quantities, in the order in which they were first put in."""

    def __init__(self) -> None:
        self._quantities: dict[str, int] = {}

    def put(self, sku: str, quantity: int = 1) -> None:
        """Put in some pieces of one article; ValueError for less than one."""
        if quantity < 1:
            raise ValueError(f"cannot put in {quantity} of {sku}")
        self._quantities[sku] = self._quantities.get(sku, 0) + quantity

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._quantities.items())
