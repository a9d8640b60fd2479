"""What a list of numbers has in the middle."""

from collections.abc import Sequence

from calculator.core import divide


def mean(numbers: Sequence[float]) -> float:
    """Return the arithmetic mean; ValueError for no numbers."""
    return divide(sum(numbers), len(numbers))


def median(numbers: Sequence[float]) -> float:
    """Return the middle number, or the mean of the two in the middle; ValueError for no numbers."""
    if not numbers:
        raise ValueError("no numbers")
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return mean(ordered[middle - 1 : middle + 1])
