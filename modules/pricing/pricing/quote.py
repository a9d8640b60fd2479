"""What a basket costs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Line(BaseModel):
    """Some pieces of one article."""

    model_config = ConfigDict(frozen=True)

    sku: str
    quantity: int = Field(ge=1)
    unit_cents: int = Field(ge=0)

    @property
    def total_cents(self) -> int:
        """The price of all pieces."""
        return self.quantity * self.unit_cents


class Quote(BaseModel):
    """The price of several lines."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        """What is to be paid."""
        return sum(line.total_cents for line in self.lines)
