"""Colours."""


def parse(text):
    """Red, green and blue of #rrggbb."""
    return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))
