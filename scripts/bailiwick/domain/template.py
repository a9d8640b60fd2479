"""Templates: text with `{name}` where a parameter stands, such as `docs/designs/{feature}/design.md`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def names(text: str) -> tuple[str, ...]:
    """The parameters of a template, in order."""
    return tuple(_HOLE.findall(text))


def fill(text: str, given: Mapping[str, str]) -> str:
    """Put values into a template; a hole that nobody fills stays as it is."""
    return _HOLE.sub(lambda hole: given.get(hole[1], hole[0]), text)


def as_globs(texts: Iterable[str], given: Mapping[str, str]) -> tuple[str, ...]:
    """Fill templates of globs; a hole that nobody fills matches any one name or part of one."""
    return tuple(_HOLE.sub(lambda hole: given.get(hole[1], "*"), text) for text in texts)
