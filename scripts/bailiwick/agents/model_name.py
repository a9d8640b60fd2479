"""Which model does a name in an agent file or in the map mean?"""

from __future__ import annotations

import re

ALIASES = {
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "haiku": "claude-haiku-5-5",
    "fable": "claude-fable-5-2",
}
"""Family names → the newest model of the family."""

_VENDOR = re.compile(r"\s*\([^()]*\)$")


def resolve(name: str, default: str) -> tuple[str, tuple[str, ...]]:
    """Return a model id and notes: `Claude Haiku 4.5 (copilot)` → `claude-haiku-4-5`; `inherit` → `default`.

    A model of another vendor becomes `default`, with a note.
    """
    plain = re.sub(r"[\s.]+", "-", _VENDOR.sub("", name.strip()).lower())
    if plain in {"", "inherit"}:
        return default, ()
    if plain in ALIASES:
        return ALIASES[plain], ()
    if plain.startswith("claude-"):
        return plain, ()
    return default, (f'the model "{name}" is not one of this API: using {default}',)
