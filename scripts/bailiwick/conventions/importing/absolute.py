"""Which absolute paths stand in what was read? They lead nowhere on another machine; told, not rewritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.raw import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.conventions.importing.finding import Finding, Place

_TOPS = "home|Users|root|mnt|tmp|var|opt|srv|workspaces?|Volumes|private|[A-Za-z]/Users"
_ABSOLUTE = re.compile(rf"(?<![\w/:.\\])(?:file:/|[A-Za-z]:[\\/]|\\\\[\w.-]{{2,}}\\(?=\w)|/(?:{_TOPS})/)[^\s\"'`),;]*")


def told(fields: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    """Tell each absolute path in names and values of fields; what an earlier import has kept was told by it."""
    for name, value in fields.items():
        if name == "imported":
            continue
        texts = texts_of({name: value}, keys=True)
        for path in dict.fromkeys(path for text in texts for path in _ABSOLUTE.findall(text)):
            message = f"an absolute path stays in the text: {path}"
            yield place.warning((name,), message, "write it relative to the repository")
