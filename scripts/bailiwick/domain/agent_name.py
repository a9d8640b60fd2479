"""Which agent is meant by a name as people and other programs write it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OTHER = re.compile(r"[^a-z0-9.]+")
_SUFFIX = re.compile(r"_(?:sub_?)?agent$")


def plain_name(written: str) -> str:
    """Return the form in which a map would write it: lower case, underscores, no `@`, no `-subagent` or `-agent`.

    >>> plain_name("@Python-Coder-subagent")
    'python_coder'
    """
    name = _OTHER.sub("_", written.lower()).strip("_.")
    return _SUFFIX.sub("", name) or name


def meant_agent(written: str, known: Iterable[str]) -> str:
    """Return the name of the map that is meant, else the plain form; a map that writes it just so comes first.

    Where two names of the map have that plain form, neither is guessed.
    """
    names = frozenset(known)
    bare = written.strip().removeprefix("@")
    if bare in names:
        return bare
    plain = plain_name(bare)
    close = [name for name in names if plain_name(name) == plain]
    return close[0] if len(close) == 1 else plain
