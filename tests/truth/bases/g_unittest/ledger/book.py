"""Bookings between accounts."""


class Book:
    """Balances by account, in cents."""

    def __init__(self):
        self.balances = {}

    def move(self, source, target, cents):
        """Move an amount."""
        if cents <= 0:
            raise ValueError("amount must be positive")
        self.balances[source] = self.balance(source) - cents
        self.balances[target] = self.balance(target) + cents

    def balance(self, account):
        """Balance of an account."""
        return self.balances.get(account, 0)


def classify(cents):
    """Word for a balance."""
    if cents > 0:
        return "credit"
    return "debit" if cents < 0 else "even"
