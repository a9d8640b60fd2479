from __future__ import annotations

import pytest
from pydantic import ValidationError

from pricing.quote import Line, Quote

TEA = Line(sku="earl-grey", quantity=2, unit_cents=450)
BISCUITS = Line(sku="shortbread", quantity=1, unit_cents=275)


def test_a_quote_adds_up_its_lines() -> None:
    assert Quote(lines=(TEA, BISCUITS)).total_cents == 1175


def test_an_empty_quote_costs_nothing() -> None:
    assert Quote(lines=()).total_cents == 0


def test_a_line_has_at_least_one_piece() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Line(sku="earl-grey", quantity=0, unit_cents=450)
