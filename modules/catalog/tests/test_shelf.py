from __future__ import annotations

import pytest

from catalog.product import Product
from catalog.shelf import Catalog, UnknownSkuError

EARL_GREY = Product(sku="earl-grey", name="Earl Grey", category="tea", unit_cents=450)
SHORTBREAD = Product(sku="shortbread", name="Shortbread", category="biscuits", unit_cents=275)


def test_a_product_is_found_by_its_sku() -> None:
    assert Catalog([EARL_GREY, SHORTBREAD]).find("shortbread") == SHORTBREAD


def test_an_unknown_sku_is_named() -> None:
    with pytest.raises(UnknownSkuError, match="oolong"):
        Catalog([EARL_GREY]).find("oolong")


def test_a_sku_is_used_once() -> None:
    with pytest.raises(ValueError, match="there is a product earl-grey already"):
        Catalog([EARL_GREY, EARL_GREY])


def test_products_keep_their_order() -> None:
    assert list(Catalog([SHORTBREAD, EARL_GREY])) == [SHORTBREAD, EARL_GREY]
