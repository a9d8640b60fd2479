"""The fixtures of this directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.confined import Room, build_room, confining, open_place

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

__all__ = ["confining", "open_place", "room", "sandbox"]


@pytest.fixture
def sandbox(confining: Sandbox) -> Sandbox:
    return confining


@pytest.fixture
def room(open_place: Path) -> Room:
    return build_room(open_place)
