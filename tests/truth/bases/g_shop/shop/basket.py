"""What a customer is about to buy."""


class Basket:
    """Lines of name, price in cents and quantity."""

    def __init__(self):
        self.lines = []

    def add(self, name, cents, quantity=1):
        """Put something in."""
        if quantity < 1:
            raise ValueError("quantity must be at least 1")
        self.lines.append((name, cents, quantity))

    def total(self):
        """Cents of everything."""
        return sum(cents * quantity for _, cents, quantity in self.lines)

    def count(self):
        """How many pieces."""
        return sum(quantity for _, _, quantity in self.lines)

    def names(self):
        """Names in the order in which they were put in."""
        return [name for name, _, _ in self.lines]

    def summary(self):
        """Everything about the basket, for templates."""
        return {"total": self.total(), "count": self.count(), "names": self.names()}


def discounted(total, percent):
    """Total less a discount, rounded in favour of the shop."""
    return total - total * percent // 100


def legacy_total(lines):
    """Total of bare lines. Nothing calls it any more."""
    result = 0
    for _, cents, quantity in lines:
        result = result + cents * quantity
    return result
