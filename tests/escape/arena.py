"""The place of one attempt: a copy of the repository, a home, a state directory, and what lies outside of all scope."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.escape.template import SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

GIT_CONFIG = "[user]\n\tname = Tester\n\temail = tester@example.invalid\n[init]\n\tdefaultBranch = main\n"
PATH = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"


@dataclass
class Arena:
    """All below one directory; nothing of a vector may lie elsewhere but in /dev/shm, under the arena's mark."""

    root: Path
    mark: str
    places: dict[str, str] = field(default_factory=dict)
    """Name → text that `{name}` in a vector stands for."""

    @property
    def main(self) -> Path:
        """The person's checkout."""
        return self.root / "shop"

    @property
    def home(self) -> Path:
        """HOME of the engine, with keys in it."""
        return self.root / "home"

    @property
    def outside(self) -> Path:
        """A directory that nobody in the story may write."""
        return self.root / "outside"

    def fill(self, text: str) -> str:
        """Put in what `{name}` stands for, where the name is known; all other braces stay."""
        return _NAME.sub(lambda m: self.places.get(m[1], m[0]), text)

    def git(self, *args: str, check: bool = True) -> str:
        """Run git in the main checkout without anything of the arena's configuration that could mislead it."""
        safe = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        hard = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.ignoreSubmodules=none")
        done = subprocess.run(
            ["git", *hard, *args], cwd=self.main, env=os.environ | safe, capture_output=True, check=check
        )
        return os.fsdecode(done.stdout)


_NAME = re.compile(r"\{([a-z0-9_]+)\}")


def build(template: Path, root: Path, mark: str) -> Arena:
    """Copy the template and lay out the rest; the process's own environment becomes that of an engine here."""
    arena = Arena(root, mark)
    shutil.copytree(template, arena.main, symlinks=True)
    _write(arena.home, _home())
    for private in _PRIVATE:
        (arena.home / private).chmod(0o600)
    (arena.home / ".ssh").chmod(0o700)
    _write(arena.outside, {"notes": "before\n", "held": "before\n", "d/file": "before\n"})
    other = root / "state/bailiwick/elsewhere"
    _write(other / "workspaces/1-1", {"modules/catalog/notes.txt": f"{SECRET}other\n"})
    _write(other, {"journal.sqlite": f"{SECRET}state\n"})
    os.environ.update(environment(arena))
    os.environ.pop("GIT_CONFIG_GLOBAL", None)
    shared = _made(Path("/dev/shm" if Path("/dev/shm").is_dir() else root) / mark)
    shared.chmod(0o1777)
    arena.places |= {
        "main": str(arena.main),
        "git": str(arena.main / ".git"),
        "home": str(arena.home),
        "outside": str(arena.outside),
        "other": str(other / "workspaces/1-1"),
        "elsewhere": str(other),
        "python": _python(),
        "mark": mark,
        "shm": str(shared),
        "engine": str(os.getpid()),
    }
    return arena


def environment(arena: Arena) -> Mapping[str, str]:
    """The variables of an engine in this arena."""
    return {
        "HOME": str(arena.home),
        "XDG_STATE_HOME": str(arena.root / "state"),
        "PRE_COMMIT_HOME": str(arena.root / "pre-commit"),
        "PATH": PATH,
        "ESCAPE_MARK": arena.mark,
        "TMPDIR": str(_made(arena.root / "tmp")),
    }


def remove(arena: Arena) -> None:
    """Take all of it away."""
    shutil.rmtree(arena.places["shm"], ignore_errors=True)
    subprocess.run(["chmod", "-R", "u+rwX", str(arena.root)], check=False, capture_output=True)
    shutil.rmtree(arena.root, ignore_errors=True)


_PRIVATE = (".ssh/id_ed25519", ".netrc", ".git-credentials", ".config/gh/hosts.yml")
"""With the modes that the programs give them which make them."""


def _python() -> str:
    """The system's interpreter where there is one: every sandbox can read it, also as another user."""
    return next((p for p in ("/usr/bin/python3",) if os.access(p, os.X_OK)), sys.executable)


def _home() -> dict[str, str]:
    return {
        ".gitconfig": GIT_CONFIG,
        ".ssh/id_ed25519": f"{SECRET}home\n",
        ".netrc": f"machine host.invalid login me password {SECRET}home\n",
        ".git-credentials": f"https://me:{SECRET}home@host.invalid\n",
        ".config/gh/hosts.yml": f"oauth_token: {SECRET}home\n",
        f".cache/{SECRET}name": "",
        ".bashrc": "# before\n",
    }


def _write(place: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _made(place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    return place
