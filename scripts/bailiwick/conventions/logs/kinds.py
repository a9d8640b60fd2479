"""Which kinds of logs are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.logs import iterations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.conventions.logs.story import Story

KINDS: Mapping[str, Callable[[str, Story], str]] = {"iterations": iterations.continued}
"""`log.kind` of a convention → the text of the log, or "", with a story added; told twice, it stands there once."""

NOTES: Mapping[str, Callable[[str], tuple[str, ...]]] = {"iterations": iterations.notes}
"""`log.kind` → what is wrong with a text, a sentence each."""
