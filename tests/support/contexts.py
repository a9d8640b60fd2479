"""The surroundings of a run for what asks repository, map and task list alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bailiwick.flow.context import Context
from bailiwick.flow.ledger import Ledger
from bailiwick.flow.stop import Stop
from bailiwick.git.identity import Identity

from tests.support.repositories import git

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.domain.event import Event
    from bailiwick.domain.structure import Structure
    from bailiwick.git.repository import Repository

NONE = cast("Any", None)


def make_context(repo: Repository, structure: Structure, tell: Callable[[Event], None] = NONE) -> Context:
    """No sandbox, no state and no models."""
    return Context(
        repo=repo, target=git(repo.root, "symbolic-ref", "HEAD"), state=NONE, sandbox=NONE, grounds=NONE, layers=NONE,
        shared=cast("Any", SimpleNamespace(structure=structure)), models=NONE, recorder=None, budget=NONE,
        ledger=Ledger(repo.root / "shared/task_list.json", structure, tell, Stop()),
        identity=Identity("T", "t@example.invalid"), tell=tell, stop=Stop(),
    )  # fmt: skip
