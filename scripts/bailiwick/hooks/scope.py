"""Does an agent's commit stay inside its scope? The same gate as at landing, on the index.

A person's commit is not judged, and costs no import.
"""

from __future__ import annotations

import os
import sys

from bailiwick.git import quick

TYPE_CHECKING = False  # `typing` itself costs 10 ms
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(argv: Sequence[str] | None = None) -> int:  # noqa: ARG001 - every hook is called alike
    """Judge the commit that is being made in the current worktree; exit status 0, 1 (refused) or 2 (bad input)."""
    if not quick.is_bound(os.environ):
        return 0
    from bailiwick.hooks.answer import answer

    return answer(lambda: refusals(os.environ))


def refusals(environ: Mapping[str, str]) -> list[str]:
    """Return one line for each staged change that the committing agent may not make, and how to go on.

    Raises:
        InputError: the agent or the map is unknown or unusable.
    """
    from bailiwick.conventions.spec import gate as spec
    from bailiwick.git.diff import staged
    from bailiwick.git.followed import with_followed
    from bailiwick.git.gate import breaches, contents
    from bailiwick.git.repository import Repository
    from bailiwick.hooks import identity, maps

    whose = identity.of_commit(environ)
    if whose is None:
        return []
    structure = maps.committed()
    identity.checked(whose, structure)
    repo = Repository.of_hook()
    scope = with_followed(repo, "HEAD", identity.scope(whose, structure))
    changes, read = staged(repo), contents(repo)
    found = breaches(changes, scope, owner=structure.owner, read=read)
    found += spec.breaches(structure.convention(whose.agent), changes, read)
    if not found:
        return []
    return [f"{whose.agent} may not commit this:", *(f"  {breach}" for breach in found), identity.way_out(whose)]


if __name__ == "__main__":
    sys.exit(main())
