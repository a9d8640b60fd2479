"""A git that ends or holds up the process that calls it, at one chosen command: for tests of sudden ends."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """\
#!/bin/sh
words=" $* "
armed={place}/armed
case $words in *{arm}*) [ -e $armed ] || {{ {real} "$@"; code=$?; mkdir -p $armed; exit $code; }};; esac
case $words in *{at}*) [ -e $armed ] && mkdir {place}/done 2>/dev/null && {{ {act}; }};; esac
exec {real} "$@"
"""
_ACTS = {
    "kill before": "kill -9 $PPID; exit 1",
    "kill after": '{real} "$@"; kill -9 $PPID; exit 1',
    "wait": "touch {place}/reached; until [ -e {place}/open ]; do sleep 0.02; done",
}


@dataclass(frozen=True)
class DeadlyGit:
    """Put its `path` in front of PATH; it acts once."""

    place: Path

    @property
    def path(self) -> str:
        """For the environment of the command."""
        return f"{self.place}{os.pathsep}{os.environ['PATH']}"

    @property
    def has_acted(self) -> bool:
        return (self.place / "done").exists()

    @property
    def is_reached(self) -> bool:
        return (self.place / "reached").exists()

    def open(self) -> None:
        """Let a waiting git go on."""
        (self.place / "open").touch()


def deadly_git(place: Path, act: str, at: str, *, arm: str = "") -> DeadlyGit:
    """Write the program.

    Args:
        place: a new directory.
        act: `kill before` or `kill after` the command, or `wait` before it.
        at: words that the command line holds one after the other.
        arm: words of a command that has to have been run before.
    """
    place.mkdir()
    real = shutil.which("git")
    assert real is not None
    if not arm:
        (place / "armed").mkdir()
    what = _ACTS[act].format(place=place, real=real)
    program = place / "git"
    program.write_text(_SCRIPT.format(place=place, real=real, at=_quoted(at), arm=_quoted(arm or "\n"), act=what))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return DeadlyGit(place)


def _quoted(words: str) -> str:
    return f"'{words}'"
