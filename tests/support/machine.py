"""The machine as a test wants it: programs that are missing or old, a kernel without Landlock, files left alone."""

from __future__ import annotations

import hashlib
import os
import stat
from fnmatch import fnmatch
from pathlib import Path

WITHOUT_LANDLOCK = Path(__file__).with_name("without_landlock.py")
"""Run it in front of a command: there Landlock is not to be had."""
OLD_GIT = """\
for word; do case $word in version|--version) echo 'git version 2.37.9'; exit;; esac; done
exec {git} "$@"
"""


def fake(directory: Path, name: str, script: str) -> Path:
    """Write a shell script as a program."""
    directory.mkdir(parents=True, exist_ok=True)
    program = directory / name
    program.unlink(missing_ok=True)
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    return program


def path_without(directory: Path, *patterns: str) -> str:
    """Return a PATH with every program that there is, except those whose name matches a pattern."""
    directory.mkdir(parents=True)
    for place in map(Path, os.environ["PATH"].split(":")):
        for program in sorted(place.iterdir()) if place.is_dir() else ():
            link = directory / program.name
            if not link.is_symlink() and not any(fnmatch(program.name, pattern) for pattern in patterns):
                link.symlink_to(program)
    return str(directory)


def contents(*roots: Path) -> dict[str, str]:
    """Return a mark of every file, link and directory below some directories: equal marks, nothing touched.

    What Python writes beside its sources does not count.
    """
    return {str(path): _mark(path) for root in roots for path in root.rglob("*") if "__pycache__" not in path.parts}


def _mark(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link to {path.readlink()}"
    told = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(mode) else ""
    return f"{mode:o} {told}"
