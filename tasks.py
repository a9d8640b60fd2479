"""The commands of this repository: `invoke --list` names them, `invoke --help COMMAND` explains one."""

from __future__ import annotations

import sys

try:
    from bailiwick.cli import ns
except ModuleNotFoundError as error:
    sys.exit(f"{error}: the environment is missing or incomplete; run `make install`, then `.venv/bin/invoke`")

__all__ = ["ns"]
