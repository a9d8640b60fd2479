"""Which products there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.product import Product


class UnknownSkuError(LookupError):
    """The shop does not sell this."""


class Catalog:
    """Products by SKU, in the order in which they were added."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._products: dict[str, Product] = {}
        for product in products:
            self.add(product)

    def add(self, product: Product) -> None:
        """Add a product; ValueError where the SKU is taken."""
        if product.sku in self._products:
            raise ValueError(f"there is a product {product.sku} already")
        self._products[product.sku] = product

    def find(self, sku: str) -> Product:
        """Return the product with this SKU; UnknownSkuError where there is none."""
        try:
            return self._products[sku]
        except KeyError:
            raise UnknownSkuError(sku) from None

    def __iter__(self) -> Iterator[Product]:
        return iter(self._products.values())

    def __len__(self) -> int:
        return len(self._products)
