"""Arithmetic on two numbers, and what is built from it."""


def add(left: float, right: float) -> float:
    """Return the sum."""
    return left + right


def divide(left: float, right: float) -> float:
    """Return the quotient; ValueError for a divisor of zero."""
    if right == 0:
        raise ValueError("cannot divide by zero")
    return left / right


def percent(part: float, whole: float) -> float:
    """Return how many hundredths of `whole` are `part`."""
    return divide(part * 100, whole)


def clamp(value: float, low: float, high: float) -> float:
    """Return the value moved into the range; ValueError where the range is empty."""
    if low > high:
        raise ValueError(f"empty range: {low} > {high}")
    return max(low, min(high, value))


def compound(principal: float, rate: float, years: int) -> float:
    """Return a sum with interest that is added once a year."""
    return principal * (1 + rate) ** years
