"""Which path of a confinement is seen how: one list for all sandboxes, parents before what lies in them."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.sandbox import system

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Confinement


class Access(StrEnum):
    """How a path is seen."""

    READ = "read"
    WRITE = "write"
    HIDE = "hide"


class Mount(NamedTuple):
    """A path and how it is seen, with all below it up to the next mount."""

    path: Path
    access: Access


def mounts(confinement: Confinement) -> tuple[Mount, ...]:
    """List the paths that differ from the bare system, each after the directories that contain it.

    A path given twice is hidden before writable, and writable before readable. Where a path leads through a link, the
    place it leads to counts; the path itself is kept beside it unless a listed directory shows the link anyway.

    Raises:
        ValueError: a path is relative, or is the root, which would open everything.
    """
    real: dict[Path, Access] = {}
    linked: dict[Path, Access] = {}
    for access, paths in (
        (Access.READ, (*_resolver(confinement), *confinement.readable, confinement.workdir)),
        (Access.WRITE, confinement.writable),
        (Access.HIDE, (*system.SECRET, *confinement.hidden)),
    ):
        for path in filter(None, map(_checked, paths)):
            place = path.resolve()
            real[place] = access
            if place != path:
                linked[path] = access
    shown = {*real, *system.READABLE}
    table = real | {path: access for path, access in linked.items() if shown.isdisjoint(path.parents)}
    ordered = sorted(table, key=lambda path: (len(path.parts), path))
    return tuple(Mount(path, table[path]) for path in ordered if _around(path, table) != table[path])


def _resolver(confinement: Confinement) -> tuple[Path, ...]:
    return (system.RESOLVER,) if confinement.network else ()


def _checked(path: Path) -> Path | None:
    if not path.is_absolute() or len(path.resolve().parts) == 1:
        raise ValueError(f"a confinement needs absolute paths below the root, not {path}")
    return path if os.path.exists(path) else None  # noqa: PTH110 - Path.exists raises where it may not look


def _around(path: Path, table: dict[Path, Access]) -> Access | None:
    """Return how the nearest listed directory above a path is seen; all below it is seen alike."""
    return next((table[above] for above in path.parents if above in table), None)
