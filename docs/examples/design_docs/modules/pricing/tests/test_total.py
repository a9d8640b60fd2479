from __future__ import annotations

from pricing.services import total


def test_some_pieces() -> None:
    assert total(450, 3) == 1350
