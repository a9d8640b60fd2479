"""Path globs: `*` and `?` stay inside one name, `**` crosses directories; matching and overlap."""

from __future__ import annotations

import re
from functools import cache, lru_cache


@cache
def compiled(glob: str) -> re.Pattern[str]:
    """Return the anchored expression of a POSIX path glob; use it with `fullmatch`."""
    out: list[str] = []
    at = 0
    while at < len(glob):
        starts_name = at == 0 or glob[at - 1] == "/"
        if starts_name and glob.startswith("**/", at):
            out.append("(?:[^/]+/)*")
            at += 3
        elif starts_name and glob[at:] == "**":
            out.append(".+")
            at += 2
        else:
            out.append({"*": "[^/]*", "?": "[^/]"}.get(glob[at], re.escape(glob[at])))
            at += 1
    return re.compile("".join(out), re.DOTALL)


def matches(glob: str, path: str) -> bool:
    """Tell whether the whole path matches."""
    return compiled(glob).fullmatch(path) is not None


def overlap(one: str, other: str) -> bool:
    """Tell whether some path matches both globs."""
    return _names_overlap(tuple(one.split("/")), tuple(other.split("/")))


def covers(wide: str, narrow: str) -> bool:
    """Tell whether `wide` surely matches all that `narrow` matches (equal, or `dir/**` above it)."""
    if wide in {narrow, "**"}:
        return True
    if not wide.endswith("/**"):
        return False
    head = wide[:-3].split("/")
    names = narrow.split("/")
    plain = not any("*" in name or "?" in name for name in head)
    return plain and len(names) > len(head) and names[: len(head)] == head


@lru_cache(maxsize=4096)
def _names_overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return not one and not other
    if one[0] == "**":
        return _doubled(one, other)
    if other[0] == "**":
        return _doubled(other, one)
    return _name_overlap(one[0], other[0]) and _names_overlap(one[1:], other[1:])


def _doubled(starred: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(starred) == 1:
        return bool(other)  # a final `**` needs at least one name
    return any(_names_overlap(starred[1:], other[i:]) for i in range(len(other) + 1))


@lru_cache(maxsize=4096)
def _name_overlap(one: str, other: str) -> bool:
    if not one or not other:
        return not (one + other).strip("*")
    if one[0] == "*":
        return _name_overlap(one[1:], other) or _name_overlap(one, other[1:])
    if other[0] == "*":
        return _name_overlap(one, other[1:]) or _name_overlap(one[1:], other)
    return (one[0] == other[0] or "?" in {one[0], other[0]}) and _name_overlap(one[1:], other[1:])
