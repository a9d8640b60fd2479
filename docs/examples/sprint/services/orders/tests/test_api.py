from orders.api import router


def test_an_order_has_a_total() -> None:
    body = {"lines": [{"sku": "sencha", "quantity": 2}]}
    assert router.call("POST", "/orders", body) == (201, {"total_cents": 900})
