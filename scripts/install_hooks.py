"""Install the git hooks of this repository and note which interpreter they use; nothing to do is done silently."""

from __future__ import annotations

import sys
from pathlib import Path

from bailiwick.git.hooks_setup import install

if __name__ == "__main__":
    sys.exit(install(Path.cwd()))
