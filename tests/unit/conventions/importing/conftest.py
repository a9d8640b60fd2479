"""A directory to import into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.imports import MAP, lay_out

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """With schemas and a map of one module, without a list."""
    return lay_out(tmp_path / "shop", structure=MAP)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """With schemas alone."""
    return lay_out(tmp_path / "shop")
