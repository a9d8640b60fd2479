from __future__ import annotations

import pytest

from checkout.basket import Basket


def test_pieces_of_one_article_are_added_up() -> None:
    basket = Basket()
    basket.put("earl-grey")
    basket.put("shortbread", 2)
    basket.put("earl-grey", 3)

    assert list(basket) == [("earl-grey", 4), ("shortbread", 2)]


def test_nothing_cannot_be_put_in() -> None:
    with pytest.raises(ValueError, match="cannot put in 0 of earl-grey"):
        Basket().put("earl-grey", 0)
