"""Amounts in integer cents."""

CURRENCY = "EUR"


class Money:
    """An amount that knows its currency."""

    def __init__(self, cents, currency=CURRENCY):
        self.cents = cents
        self.currency = currency

    def __add__(self, other):
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.cents + other.cents, self.currency)

    def __eq__(self, other):
        return isinstance(other, Money) and (self.cents, self.currency) == (other.cents, other.currency)

    def __hash__(self):
        return hash((self.cents, self.currency))

    def __str__(self):
        return f"{self.cents // 100}.{self.cents % 100:02d} {self.currency}"


def parse(text):
    """Cents of an amount such as 12.50."""
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest or 0)
