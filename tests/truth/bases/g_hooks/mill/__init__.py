"""A mill."""


def grind(grams):
    """Grams of flour from grain."""
    if grams < 0:
        raise ValueError(grams)
    return grams * 8 // 10


def sacks(grams, size=1000):
    """Full sacks."""
    return grams // size
