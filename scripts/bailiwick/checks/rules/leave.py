"""Which tests may change, because the task says so?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.domain import glob

if TYPE_CHECKING:
    from bailiwick.domain.structure import Module
    from bailiwick.domain.task import Expected


@dataclass(frozen=True)
class Leave:
    """What `expected.test_changes` of a task allows in a module."""

    home: str
    """The module's first directory, from which the globs count."""
    globs: tuple[str, ...]

    @classmethod
    def of(cls, module: Module, expected: Expected) -> Leave:
        """Read it from the task."""
        return cls(module.paths[0], expected.test_changes)

    def file(self, path: str) -> bool:
        """Tell whether all tests of a file, relative to the repository, may change."""
        return any("::" not in one and glob.matches(one, self._local(path)) for one in self.globs)

    def function(self, path: str, name: str) -> bool:
        """Tell whether one test, `test_x` or `TestA::test_x`, may change."""
        return self.node(f"{self._local(path)}::{name}")

    def node(self, node: str) -> bool:
        """Tell whether a test may change that a report names, relative to the module's first directory."""
        path, _, name = node.partition("::")
        plain = f"{path}::{name.partition('[')[0]}"
        return any(glob.matches(one, text) for one in self.globs for text in (path, plain, node))

    def _local(self, path: str) -> str:
        return path.removeprefix(f"{self.home}/")
