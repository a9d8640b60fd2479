"""All routes of pricing."""

from __future__ import annotations

from pricing.routing import Router

app = Router()
