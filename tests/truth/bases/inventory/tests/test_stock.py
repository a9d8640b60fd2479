import pytest

from inventory import Item, OutOfStock, Stock


def check_quantities(stock, **expected):
    assert {sku: item.quantity for sku, item in stock.items.items()} == expected


def test_receive_adds(stock):
    stock.receive("tea", 5)
    check_quantities(stock, tea=15, mug=2)


def test_receive_keeps_the_price(stock):
    assert stock.receive("tea", 1).price_cents == 450


@pytest.mark.parametrize("quantity", [0, -1, -100])
def test_receive_nothing(stock, quantity):
    with pytest.raises(ValueError, match="nothing to receive"):
        stock.receive("tea", quantity)


class TestTake:
    def test_returns_the_cost(self, stock):
        assert stock.take("tea", 2) == 900

    def test_leaves_less(self, stock):
        stock.take("tea", 4)
        check_quantities(stock, tea=6, mug=2)

    def test_too_much(self, stock):
        with pytest.raises(OutOfStock) as caught:
            stock.take("mug", 3)
        assert (caught.value.sku, caught.value.wanted, caught.value.there) == ("mug", 3, 2)
        check_quantities(stock, tea=10, mug=2)

    def test_unknown(self, stock):
        with pytest.raises(OutOfStock, match="1 of cup wanted, 0 there"):
            stock.take("cup", 1)


def test_value(stock):
    assert stock.value_cents() == 10 * 450 + 2 * 900


def test_value_of_nothing():
    assert Stock().value_cents() == 0


@pytest.mark.parametrize(("threshold", "expected"), [(1, []), (5, ["mug"]), (50, ["mug", "tea"])])
def test_low(stock, threshold, expected):
    assert stock.low(threshold) == expected


def test_the_log(stock):
    stock.take("tea", 1)
    assert stock.log == ["received 10 tea", "received 2 mug", "took 1 tea"]


def test_an_item_is_not_negative():
    with pytest.raises(ValueError, match="negative quantity of tea"):
        Item("tea", quantity=-1)
