"""The fixtures of this directory."""

from __future__ import annotations

from tests.support.builds import shop
from tests.support.confined import sandbox

__all__ = ["sandbox", "shop"]
