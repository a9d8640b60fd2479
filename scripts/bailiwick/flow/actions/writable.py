"""Which directories must the kernel open for a coder to write all that its scope allows, and little else?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain import glob

if TYPE_CHECKING:
    from bailiwick.domain.scope import Scope


class Writable(NamedTuple):
    """Directories relative to the repository, none of them inside another of its kind."""

    directories: tuple[str, ...]
    """In which something may be written."""
    denied: tuple[str, ...]
    """Inside those, in which nothing may be."""


def writable(scope: Scope) -> Writable:
    """Narrow a scope down to directories.

    A sandbox knows directories, not globs, so what it opens is the part of each glob before its first wildcard:
    `modules/pricing/src` for `modules/pricing/src/**`. Finer rules are left to the gate.
    """
    denied = _topmost({g.removesuffix("/**") for g in scope.deny if g.endswith("/**") and not _is_wild(g[:-3])})
    heads = {_head(g) for g in scope.write if not any(glob.covers(d, g) for d in scope.deny)}
    opened = _topmost({head for head in heads if not any(_below(head, d) for d in denied)})
    return Writable(opened, tuple(d for d in denied if any(_below(d, head) for head in opened)))


def _head(pattern: str) -> str:
    names = pattern.split("/")
    wild = next((i for i, name in enumerate(names) if _is_wild(name)), len(names) - 1)
    return "/".join(names[:wild])


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text


def _topmost(paths: set[str]) -> tuple[str, ...]:
    return tuple(sorted(p for p in paths if not any(p != other and _below(p, other) for other in paths)))


def _below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory}/")
