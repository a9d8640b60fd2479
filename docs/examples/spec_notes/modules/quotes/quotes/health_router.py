"""Is the desk up?"""

from __future__ import annotations

from quotes.routing import APIRouter

router = APIRouter()


@router.get("")
async def health() -> dict[str, str]:
    """Say that it is."""
    return {"status": "up"}
