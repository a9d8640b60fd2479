"""The price list."""

from __future__ import annotations

PRICES = {"tea": 450, "cup": 1200}
