"""Shapes."""


def area(width, height):
    """Area of a rectangle."""
    return width * height
