"""What the service answers."""

from typing import Any

from orders.prices import total_cents
from orders.routing import Answer, Router

router = Router()


@router.post("/orders")
def post_orders(body: dict[str, Any]) -> Answer:
    """Price the lines of an order."""
    return 201, {"total_cents": total_cents(body["lines"])}
