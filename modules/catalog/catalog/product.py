"""One article of the shop."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Product(BaseModel):
    """An article as it stands on the shelf."""

    model_config = ConfigDict(frozen=True)

    sku: str = Field(pattern=r"^[a-z0-9-]+$")
    """The article number, such as `earl-grey`."""
    name: str = Field(min_length=1)
    category: str = Field(min_length=1)
    unit_cents: int = Field(ge=0)
    """The price of one, with VAT."""
