from checkout.shop import NAME


def test_the_shop_has_a_name() -> None:
    assert NAME == "Tea Shop"
