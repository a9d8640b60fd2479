"""Is the desk up?"""

import asyncio

from quotes.main import app


def test_it_is_up() -> None:
    """Criterion 1 of SPEC-1."""
    assert asyncio.run(app.call("GET", "/health")) == {"status": "up"}
