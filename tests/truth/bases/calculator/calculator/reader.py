"""Reads `2 + 3 * 4`: numbers and signs with spaces between them."""

import operator

from calculator.core import divide

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": divide}


class SyntaxProblem(ValueError):
    """An expression that cannot be read."""


def evaluate(text: str) -> float:
    """Return the value of an expression, from left to right; SyntaxProblem where it cannot be read."""
    words = text.split()
    if len(words) % 2 == 0:
        raise SyntaxProblem(f"a number or a sign is missing in {text!r}")
    value = _number(words[0])
    for sign, number in zip(words[1::2], words[2::2], strict=True):
        if sign not in SIGNS:
            raise SyntaxProblem(f"unknown sign {sign!r}")
        value = SIGNS[sign](value, _number(number))
    return value


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise SyntaxProblem(f"not a number: {word!r}") from None
