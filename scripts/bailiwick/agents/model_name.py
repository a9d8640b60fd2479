"""Which model does a name in an agent file or in the map mean?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIASES = {
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "haiku": "claude-haiku-5-5",
    "fable": "claude-fable-5-2",
}
"""Family names → the newest model of the family."""

_VENDOR = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")
_INHERITED = frozenset({"", "inherit", "default", "auto"})


def resolve(name: str, default: str) -> tuple[str, tuple[str, ...]]:
    """Return a model id and notes: `Claude Haiku 4.5 (copilot)` → `claude-haiku-4-5`; `inherit` → `default`.

    Of `provider/id` the id counts. A model of another vendor becomes `default`, with a note.
    """
    plain = _plain(name)
    if plain in _INHERITED:
        return default, ()
    if plain in ALIASES:
        return ALIASES[plain], ()
    if plain.startswith("claude-"):
        return plain, ()
    return default, (f'the model "{name}" is not one of this API: using {default}',)


def first_known(names: Sequence[str]) -> str:
    """Return the first name that means a model of this API, else the first one, else an empty text."""
    known = (name for name in names if _plain(name) in ALIASES or _plain(name).startswith("claude-"))
    return next(known, names[0] if names else "")


def _plain(name: str) -> str:
    plain = re.sub(r"[\s.]+", "-", _VENDOR.sub("", name.strip()).lower())
    return plain.rpartition("/")[2]
