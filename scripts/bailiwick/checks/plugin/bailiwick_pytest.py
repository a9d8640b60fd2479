"""Stands for `-m pytest` in `python -m pytest`: no file of the working directory is imported in another one's place.

`python -m` looks into the working directory before the standard library, so that a module's own `json.py` would be
imported by the plugin and by pytest themselves. Here both are imported first; then pytest begins as it always does.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

import_module("bailiwick_evidence")

if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = str(Path.cwd())
    sys.argv[0] = str(Path(pytest.__file__).with_name("__main__.py"))
    sys.exit(pytest.console_main())
