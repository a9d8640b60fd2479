from pricing.prices import PRICES


def test_prices_are_cents() -> None:
    assert all(isinstance(price, int) for price in PRICES.values())
