"""Kinds of sandbox as a test of the probe wants them: needed, faked, old."""

from __future__ import annotations

import shutil
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox.probe import KINDS, trial

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="these kinds belong to Linux")


def needs(name: str) -> None:
    variants = KINDS[name].variants()
    if not variants or trial(variants[0]):
        pytest.skip(f"{KINDS[name].title} does not work here")


def fake_bwrap(directory: Path, script: str) -> None:
    program = directory / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def old_bwrap(directory: Path) -> None:
    script = f"""case "$*" in
        *--disable-userns*) echo 'bwrap: Unknown option --disable-userns' >&2; exit 1;;
        *) exec {shutil.which("bwrap")} "$@";;
    esac"""
    fake_bwrap(directory, script)
