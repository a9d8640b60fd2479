from __future__ import annotations

import pytest

from catalog.product import Product
from catalog.shelf import Catalog, UnknownSkuError
from checkout.basket import Basket
from checkout.till import Till

CATALOG = Catalog(
    [
        Product(sku="earl-grey", name="Earl Grey", category="tea", unit_cents=450),
        Product(sku="shortbread", name="Shortbread", category="biscuits", unit_cents=275),
    ]
)


def tea_for_two() -> Basket:
    basket = Basket()
    basket.put("earl-grey", 2)
    basket.put("shortbread")
    return basket


def test_the_till_prices_a_basket() -> None:
    assert Till(CATALOG).quote(tea_for_two()).total_cents == 1175


def test_the_till_names_what_the_shop_does_not_sell() -> None:
    basket = Basket()
    basket.put("oolong")

    with pytest.raises(UnknownSkuError, match="oolong"):
        Till(CATALOG).quote(basket)
