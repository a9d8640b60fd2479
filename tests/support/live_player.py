"""A program that shows events on its terminal, one JSON object per line of its standard input."""

from __future__ import annotations

import json
import os
import sys

from bailiwick.domain.event import Event
from bailiwick.views.live import LiveView


def main() -> None:
    """Show what comes in; the clock stands still and the table is renewed only by events."""
    with LiveView(sys.stdout, os.environ, clock=lambda: 1007.0, refresh_seconds=3600) as view:
        for line in sys.stdin:
            view.tell(Event(**json.loads(line)))


if __name__ == "__main__":
    main()
