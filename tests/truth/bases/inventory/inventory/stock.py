"""The goods that are there."""

from dataclasses import dataclass, field


class OutOfStock(Exception):
    """There is less than was asked for."""

    def __init__(self, sku: str, wanted: int, there: int) -> None:
        super().__init__(f"{wanted} of {sku} wanted, {there} there")
        self.sku, self.wanted, self.there = sku, wanted, there


@dataclass
class Item:
    """One kind of goods."""

    sku: str
    quantity: int = 0
    price_cents: int = 0

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise ValueError(f"negative quantity of {self.sku}: {self.quantity}")


@dataclass
class Stock:
    """All goods of a place."""

    items: dict[str, Item] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def receive(self, sku: str, quantity: int, price_cents: int = 0) -> Item:
        """Add goods; a kind that is there keeps its price unless a new one is given."""
        if quantity <= 0:
            raise ValueError(f"nothing to receive: {quantity}")
        item = self.items.setdefault(sku, Item(sku))
        item.quantity += quantity
        item.price_cents = price_cents or item.price_cents
        self.log.append(f"received {quantity} {sku}")
        return item

    def take(self, sku: str, quantity: int) -> int:
        """Take goods out and return what they cost; OutOfStock where there are too few."""
        item = self.items.get(sku, Item(sku))
        if item.quantity < quantity:
            raise OutOfStock(sku, quantity, item.quantity)
        item.quantity -= quantity
        self.log.append(f"took {quantity} {sku}")
        return quantity * item.price_cents

    def value_cents(self) -> int:
        """Return what all goods are worth."""
        return sum(item.quantity * item.price_cents for item in self.items.values())

    def low(self, threshold: int = 5) -> list[str]:
        """Return the kinds of which there are fewer, by name."""
        return sorted(sku for sku, item in self.items.items() if item.quantity < threshold)
