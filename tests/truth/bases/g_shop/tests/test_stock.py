import pytest
from shop.stock import Stock


def test_available():
    stock = Stock({"apple": 3})
    assert stock.available("apple") == 3
    assert stock.available("pear") == 0


def test_reserve_takes_out():
    stock = Stock({"apple": 3})
    stock.reserve("apple", 2)
    assert stock.available("apple") == 1


def test_release_puts_back():
    stock = Stock({"apple": 3})
    stock.release("apple", 2)
    assert stock.available("apple") == 5


def test_too_much():
    stock = Stock({"apple": 3})
    with pytest.raises(ValueError) as caught:
        stock.reserve("apple", 4)
    assert str(caught.value) == "not enough apple"
