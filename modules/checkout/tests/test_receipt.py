from __future__ import annotations

from catalog.product import Product
from catalog.shelf import Catalog
from checkout.receipt import receipt
from pricing.quote import Line, Quote

CATALOG = Catalog(
    [
        Product(sku="earl-grey", name="Earl Grey", category="tea", unit_cents=450),
        Product(sku="shortbread", name="Shortbread", category="biscuits", unit_cents=275),
    ]
)
LINES = (Line(sku="earl-grey", quantity=2, unit_cents=450), Line(sku="shortbread", quantity=1, unit_cents=275))


def test_a_receipt_ends_with_the_total() -> None:
    assert receipt(Quote(lines=LINES), CATALOG).splitlines() == [
        "2 x Earl Grey               9.00",
        "1 x Shortbread              2.75",
        "--------------------------------",
        "Total                      11.75",
    ]
