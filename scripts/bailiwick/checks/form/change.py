"""What was changed, as far as the rules of form look at it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Reader = Callable[[str], str | None]
"""Path relative to the repository -> text with its line ends as they are, None where there is no such file.

What is no UTF-8 is decoded with `errors="replace"`: the replacement character is what the rules see of it.
"""


@dataclass(frozen=True)
class FormChange:
    """The difference between a base and the tree that would land."""

    changed: tuple[str, ...]
    """Paths that differ; a rename is a removal and a new file."""
    base: Reader
    candidate: Reader
    paths: frozenset[str]
    """All paths of the tree that would land."""
