"""The engine that runs a team of coding agents on a monorepo."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
