"""Roman numbers.

>>> to_roman(4)
'IV'
"""

SIGNS = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(number):
    """Write a number from 1 to 39.

    >>> to_roman(39)
    'XXXIX'
    """
    if not 1 <= number <= 39:
        raise ValueError(f"{number} is not between 1 and 39")
    text = ""
    for value, sign in SIGNS:
        while number >= value:
            text += sign
            number -= value
    return text


def from_roman(text):
    """Read a number."""
    total = 0
    for value, sign in SIGNS:
        while text.startswith(sign):
            total += value
            text = text[len(sign) :]
    return total
