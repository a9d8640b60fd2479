"""Goods from a file with lines `sku,quantity,price`."""

from pathlib import Path

from inventory.stock import Stock


def load(path: Path) -> Stock:
    """Read a stock; ValueError names the line that cannot be read."""
    stock = Stock()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            sku, quantity, price = line.split(",")
            stock.receive(sku.strip(), int(quantity), int(price))
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
    return stock
