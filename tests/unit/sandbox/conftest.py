"""The fixtures of this directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.confined import Room, build_room, sandbox

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["room", "sandbox"]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return build_room(tmp_path)
