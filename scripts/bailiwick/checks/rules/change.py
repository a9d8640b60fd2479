"""What was changed, as far as the rules of evidence look at it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Sources = Mapping[str, bytes]
"""Path relative to the repository -> content, of changed files only."""


@dataclass(frozen=True)
class FileChange:
    """One file on both sides."""

    before: bytes | None
    """None: it is new."""
    after: bytes | None
    """None: it was removed."""


@dataclass(frozen=True)
class ChangeSet:
    """The difference between a base and the tree that would land."""

    files: Mapping[str, FileChange] = field(default_factory=dict)
    """Path relative to the repository -> both sides, of changed files only; a rename is a removal and a new file."""
    paths: frozenset[str] = frozenset()
    """All paths of the tree that would land, wherever a task requires files."""
    tests: frozenset[str] = frozenset()
    """Files that a report has named as holding tests, whatever they are called."""

    def before(self) -> Sources:
        """Return the changed files as they were, new ones left out."""
        return {path: file.before for path, file in self.files.items() if file.before is not None}

    def after(self) -> Sources:
        """Return the changed files as they are, removed ones left out."""
        return {path: file.after for path, file in self.files.items() if file.after is not None}
