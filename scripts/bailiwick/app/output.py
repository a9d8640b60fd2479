"""Where the reports of the commands go."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.views.paper import Paper


def paper() -> Paper:
    """Standard output, ready for a report."""
    from bailiwick.views.paper import Paper

    return Paper.on(sys.stdout, os.environ)
