"""A file is imported alone, and says and opens nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.own import IMPORTER

if TYPE_CHECKING:
    from pathlib import Path


def imported(tmp_path: Path, text: str) -> tuple[int, str]:
    """Exit status and output for one file."""
    (tmp_path / "m.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(IMPORTER), "m.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import json, sqlite3, asyncio, uuid\nfrom pydantic import BaseModel\nX = 1\n", ""),
        ("def f():\n    print(1)\n    open('x', 'w')\n", ""),
        ("print('ready')\n", "m.py: says 'ready' while it is imported; a module says nothing\n"),
        ("import os\nos.write(2, b'raw')\n", "m.py: says 'raw' while it is imported; a module says nothing\n"),
        ("X = 1\nopen('x', 'w')\n", "m.py:2: open 'x' while it is imported; do it in a function\n"),
        ("import os\nos.mkdir('d')\n", "m.py:2: os.mkdir 'd' while it is imported; do it in a function\n"),
        (
            "def f():\n    open('x', 'w')\nf()\n",
            "m.py:2: open 'x' while it is imported; do it in a function\n",
        ),
        (
            "import json\nimport nowhere\n",
            "m.py:2: cannot be imported alone: ModuleNotFoundError: No module named 'nowhere'\n",
        ),
        ("raise SystemExit(0)\n", "m.py:1: cannot be imported alone: SystemExit: 0\n"),
        ("import beside\n", "m.py:1: cannot be imported alone: ModuleNotFoundError: No module named 'beside'\n"),
    ],
    ids=["imports", "functions", "print", "raw write", "open", "mkdir", "by a function", "missing", "exit", "beside"],
)
def test_one_file(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "beside.py").write_text("")
    assert imported(tmp_path, text) == (1 if told else 0, told)
