import pytest
from shop.money import Money, parse


def test_adds():
    assert Money(150) + Money(250) == Money(400)


def test_other_currency_is_refused():
    with pytest.raises(ValueError):
        Money(1) + Money(1, "USD")


def test_text():
    assert str(Money(1205)) == "12.05 EUR"


@pytest.mark.parametrize(("text", "cents"), [("1.50", 150), ("3", 300), ("0.05", 5)])
def test_parse(text, cents):
    assert parse(text) == cents
