"""The small repositories of `docs/examples`, laid out and cloned as a person would."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from bailiwick.app.example import lay_out

from tests.support.project import Project

if TYPE_CHECKING:
    from pathlib import Path


def make_example(directory: Path, name: str) -> Project:
    """A fresh clone of an example."""
    origin = lay_out(name, str(directory / "origin" / name))
    root = directory / name
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(origin), str(root)], check=True)
    return Project(root)
