"""The desk: registers its routers and nothing else."""

from __future__ import annotations

from quotes import health_router
from quotes.routing import APIRouter

app = APIRouter()
app.include_router(health_router.router, prefix="/health")
