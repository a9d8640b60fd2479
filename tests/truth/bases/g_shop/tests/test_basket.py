import pytest
from shop.basket import Basket, discounted, legacy_total


def test_empty_basket_costs_nothing():
    basket = Basket()
    assert basket.total() == 0


def test_total_of_one_line():
    basket = Basket()
    basket.add("apple", 30)
    assert basket.total() == 30


def test_total_of_several_pieces():
    basket = Basket()
    basket.add("apple", 30, 4)
    assert basket.total() == 120


def test_count_and_names():
    basket = Basket()
    basket.add("apple", 30, 2)
    basket.add("pear", 50)
    assert basket.count() == 3
    assert basket.names() == ["apple", "pear"]


def test_quantity_below_one():
    basket = Basket()
    with pytest.raises(ValueError, match="at least 1"):
        basket.add("apple", 30, 0)


def test_summary():
    basket = Basket()
    basket.add("apple", 30, 2)
    basket.add("pear", 50)
    summary = basket.summary()
    assert summary["total"] == 110
    assert summary["count"] == 3
    assert "pear" in summary["names"]


def test_no_discount():
    assert discounted(1000, 0) == 1000


def test_half_off():
    assert discounted(1000, 50) == 500


def test_everything_off():
    assert discounted(1000, 100) == 0


def test_legacy_total():
    assert legacy_total([("apple", 30, 2)]) == 60
