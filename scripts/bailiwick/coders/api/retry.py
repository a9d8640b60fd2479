"""How often and after which pause is a failed request tried again?"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class RetryPolicy:
    """Pauses double from the first one, each with up to a quarter taken off at random."""

    tries: int = 8
    """Requests for one answer, the first one included."""
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 60.0
    """Also caps what the server asks for."""

    def pause_seconds(self, failed: int, asked: float | None) -> float:
        """The pause after `failed` failed tries; what the server asked for counts instead where it asked."""
        if asked is not None:
            return min(asked + random.uniform(0, 0.1), self.longest_pause_seconds)  # noqa: S311 - spreads load
        pause = min(self.first_pause_seconds * 2.0 ** (failed - 1), self.longest_pause_seconds)
        return pause * random.uniform(0.75, 1.0)  # noqa: S311 - spreads load
