"""What the customer takes home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.money import written

if TYPE_CHECKING:
    from catalog.shelf import Catalog
    from pricing.quote import Quote

RULE = "-" * 32


def receipt(quote: Quote, catalog: Catalog) -> str:
    """Return the receipt as text: a row for each line, and the total."""
    rows = [_row(f"{line.quantity} x {catalog.find(line.sku).name}", line.total_cents) for line in quote.lines]
    rows += [RULE, _row("Total", quote.total_cents)]
    return "\n".join(rows)


def _row(text: str, cents: int) -> str:
    return f"{text:<24}{written(cents):>8}"
