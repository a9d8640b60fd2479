"""Where the basket meets its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.quote import Line, Quote

if TYPE_CHECKING:
    from catalog.shelf import Catalog
    from checkout.basket import Basket


class Till:
    """Prices baskets by the products of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def quote(self, basket: Basket) -> Quote:
        """Price a basket; UnknownSkuError where it holds what the shop does not sell."""
        return Quote(lines=tuple(self._line(sku, quantity) for sku, quantity in basket))

    def _line(self, sku: str, quantity: int) -> Line:
        return Line(sku=sku, quantity=quantity, unit_cents=self._catalog.find(sku).unit_cents)
