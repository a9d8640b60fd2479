"""How many of each thing are there?"""


class Stock:
    """Pieces by name."""

    def __init__(self, pieces):
        self.pieces = dict(pieces)

    def available(self, name):
        """Pieces that are there; 0 for what nobody knows."""
        found = 0
        for known in self.pieces:
            if known == name:
                found = self.pieces[known]
        return found

    def reserve(self, name, quantity):
        """Take pieces out."""
        if self.available(name) < quantity:
            raise ValueError("not enough " + name)
        self.pieces[name] -= quantity

    def release(self, name, quantity):
        """Put pieces back."""
        self.pieces[name] = self.available(name) + quantity
