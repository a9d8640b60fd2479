"""Which tests may change, be red or have to be green, because the task says so?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.domain import glob

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.domain.structure import Module
    from bailiwick.domain.task import Expected


@dataclass(frozen=True)
class Leave:
    """Tests that a task names, by globs; those of `expected.test_changes` may change in a module."""

    home: str
    """The module's first directory, from which the globs count."""
    globs: tuple[str, ...]

    @classmethod
    def of(cls, module: Module, expected: Expected) -> Leave:
        """Read it from the task."""
        return cls(module.paths[0], expected.test_changes)

    @classmethod
    def red(cls, module: Module, expected: Expected) -> Leave:
        """Tests that may fail."""
        return cls(module.paths[0], expected.red)

    @classmethod
    def green(cls, module: Module, expected: Expected) -> Leave:
        """Tests that must be there and pass."""
        return cls(module.paths[0], expected.green)

    def unmet(self, nodes: Collection[str]) -> list[str]:
        """Globs that match none of the tests."""
        return [one for one in self.globs if not any(Leave(self.home, (one,)).node(node) for node in nodes)]

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
