"""Are the shared files in the index valid, and did every task only move as allowed? Judged for everyone.

A commit that leaves these files as they are in HEAD pays one git process and no import.
"""

from __future__ import annotations

import os
import sys

from bailiwick.files import paths
from bailiwick.git import quick

TYPE_CHECKING = False  # `typing` itself costs 10 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

JUDGED = (paths.STRUCTURE, paths.TASK_LIST, *paths.SCHEMAS, paths.CONVENTIONS)


def main(argv: Sequence[str] | None = None, *, require_package: Callable[[str], None] | None = None) -> int:  # noqa: ARG001
    """Judge the commit that is being made in the current worktree; exit status 0, 1 (refused) or 2 (bad input).

    Args:
        argv: Not used; every hook is called alike.
        require_package: Called with the name of a package before it is needed; may start the hook again with another
            Python instead of returning.
    """
    if quick.is_as_in_head(*JUDGED):
        return 0
    from bailiwick.hooks.answer import answer

    return answer(lambda: refusals(os.environ, require_package=require_package))


def refusals(environ: Mapping[str, str], *, require_package: Callable[[str], None] | None = None) -> list[str]:
    """Return one line for each broken rule, and how to go on."""
    from bailiwick.git.diff import staged
    from bailiwick.git.repository import Repository

    repo = Repository.of_hook()
    judged = JUDGED[:-1]
    changes = [c for c in staged(repo) if c.path in judged or c.path.startswith(f"{paths.CONVENTIONS}/")]
    if not changes:
        return []
    if require_package:
        require_package("jsonschema")
    from bailiwick.hooks.staged_list import violations

    found = [str(violation) for violation in violations(repo, changes, environ)]
    return (
        [*found, "correct this, `git add` the file and commit again; `invoke check` judges the files as they lie"]
        if found
        else []
    )


if __name__ == "__main__":
    sys.exit(main())
