"""Which view a run is shown with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.views.base import View

STILL_TERMINALS = frozenset({"", "dumb", "unknown"})
"""Values of TERM on which the cursor cannot be moved."""


def choose(*, json: bool, stream: TextIO, environ: Mapping[str, str]) -> View:
    """Return JSON lines where asked for, a live table on a terminal, else plain lines.

    Args:
        json: The flag `--json`.
        stream: Where the run is shown, as a rule standard output.
        environ: TERM, NO_COLOR and COLUMNS are read.
    """
    # Imported where chosen: a run for programs does without rich.
    if json:
        from bailiwick.views.json_lines import JsonLinesView

        return JsonLinesView(stream)
    if stream.isatty() and environ.get("TERM", "") not in STILL_TERMINALS:
        from bailiwick.views.live import LiveView

        return LiveView(stream, environ)
    from bailiwick.views.plain import PlainView

    return PlainView(stream)
