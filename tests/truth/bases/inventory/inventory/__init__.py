"""A stock of goods: what is there, what is reserved, what has moved."""

from inventory.stock import Item, OutOfStock, Stock

__all__ = ["Item", "OutOfStock", "Stock"]
