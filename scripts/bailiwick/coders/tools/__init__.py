"""The tools that a coder may call, and what they refuse."""

from __future__ import annotations

from bailiwick.coders.tools.toolbox import Toolbox, declarations

__all__ = ["Toolbox", "declarations"]
