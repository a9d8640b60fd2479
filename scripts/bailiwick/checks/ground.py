"""A checkout in which every check finds what the tree says, whatever an earlier check has done there.

A check runs code of the work, which may write in the module's directories. What it left there could make another check
pass: a source put right for as long as it lasts, a changed tool in `.venv`, bytecode for a module that depends on it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.git import workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bailiwick.checks.setup import Builder
    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Module
    from bailiwick.git.repository import Repository

Stamp = tuple[int, ...]


@dataclass
class Ground:
    """One directory, made anew where a check has changed it."""

    repo: Repository
    builder: Builder
    directory: Path
    tree: str
    base: str
    """The branch's commit."""
    _last: Module | None = None
    """Whose check ran last."""
    _before: dict[str, Stamp] | None = None
    """What was in that module's directories before."""
    _set_up: dict[str, Verdict | None] = field(default_factory=dict)
    """Module → why what its setup builds is not there."""

    @property
    def scratch(self) -> Path:
        """For home, temporary files and reports of one check."""
        return self.directory.with_name(f"{self.directory.name}.scratch")

    def ready(self, module: Module) -> Verdict | None:
        """Prepare for a check of a module; why that could not be done, or None."""
        workspace.remove(self.scratch)
        if self._last is None or self._before is None or self._before != _stamps(self.directory, self._last.paths):
            workspace.remove(self.directory)
            workspace.checkout(self.repo, self.tree, self.directory)
            self._set_up = {name: broken for name, broken in self._set_up.items() if broken}
        if module.name not in self._set_up:
            provided = self.builder.provide(module, self.directory, tree=self.tree, base=self.base)
            self._set_up[module.name] = provided.broken
        self._last, self._before = module, _stamps(self.directory, module.paths)
        return self._set_up[module.name]


def _stamps(tree: Path, paths: Iterable[str]) -> dict[str, Stamp] | None:
    """What is in some directories, with the times that no command can set; None where it cannot be told."""
    found: dict[str, Stamp] = {}
    waiting = [os.fspath(tree / path) for path in paths]
    try:
        while waiting:
            place = waiting.pop()
            found[place] = _stamp(os.stat(place, follow_symlinks=False))  # noqa: PTH116 - texts throughout
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        found[entry.path] = _stamp(entry.stat(follow_symlinks=False))
    except OSError:  # closed, nested too deep to be named, or gone
        return None
    return found


def _stamp(seen: os.stat_result) -> Stamp:
    return (seen.st_ino, seen.st_mode, seen.st_uid, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
