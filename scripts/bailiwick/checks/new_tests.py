"""Is a test of this work, or did it stand there before and say the same?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.rules.tests import tests_of

if TYPE_CHECKING:
    from collections.abc import Callable


def is_new(node: str, before: Callable[[str], bytes | None], after: Callable[[str], bytes | None]) -> bool:
    """Tell whether the work brings or changes a test; where its function cannot be found, the file counts.

    Args:
        node: Its node id, with parameters or without.
        before: Content of a file of the base by the path in a node id; None where it is not there.
        after: The same of the tree that would land.
    """
    path, _, name = node.partition("[")[0].partition("::")
    old, new = before(path), after(path)
    was, now = tests_of(path, old).get(name), tests_of(path, new).get(name)
    return old != new if now is None else was is None or was.body != now.body
