from __future__ import annotations

import pytest
from pydantic import ValidationError

from catalog.product import Product


def test_a_product_has_a_price_in_cents() -> None:
    product = Product(sku="earl-grey", name="Earl Grey", category="tea", unit_cents=450)

    assert product.unit_cents == 450


@pytest.mark.parametrize(
    "wrong", [{"sku": "Earl Grey"}, {"name": ""}, {"unit_cents": -1}], ids=["sku", "name", "price"]
)
def test_a_product_is_refused(wrong: dict[str, object]) -> None:
    fields = {"sku": "earl-grey", "name": "Earl Grey", "category": "tea", "unit_cents": 450}

    with pytest.raises(ValidationError):
        Product.model_validate(fields | wrong)
