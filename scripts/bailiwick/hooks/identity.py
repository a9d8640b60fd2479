"""Whose commit is this? Asked by the hooks; the answer comes from outside of all that is being committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.domain.scope import Scope
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError
from bailiwick.git import quick, worktree_identity
from bailiwick.git.worktree_identity import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.structure import Structure


def of_commit(environ: Mapping[str, str]) -> Identity | None:
    """Return the agent that commits in the current worktree, or None for a person.

    `BAILIWICK_AGENT` (`name` or `name@module`) goes before the file that `invoke claim` and `invoke act-as` write.

    Raises:
        InputError: the file is unusable.
    """
    if named := environ.get(quick.IDENTITY_VARIABLE):
        agent, _, module = named.partition("@")
        return Identity(agent.strip(), module.strip() or None)
    return worktree_identity.read(Path(quick.git_dir(environ)))


def checked(identity: Identity, structure: Structure) -> Identity:
    """Return the identity if the map knows it.

    Raises:
        InputError: no such agent or module, or the agent does not own the module; names the nearest.
    """
    agent, module = identity.agent, identity.module
    if agent not in structure.agents:
        raise InputError(
            f'this commit is made for the agent "{agent}", which the map does not have: '
            f"{nearest(agent, structure.agents)} {way_out(identity)}"
        )
    owned = structure.modules_of(agent)
    if module is not None and module not in owned:
        raise InputError(
            f'this commit is made for {agent} in the module "{module}", which {agent} does not own: '
            f"{nearest(module, owned)} {way_out(identity)}"
        )
    return identity


def scope(identity: Identity, structure: Structure) -> Scope:
    """Join the scopes of all modules in which the agent commits: the one it is bound to, else all it owns."""
    modules = (identity.module,) if identity.module else structure.modules_of(identity.agent)
    scopes = [structure.scope(identity.agent, module, identity.params) for module in modules]
    return Scope(
        agent=identity.agent,
        module=", ".join(modules) or "no module",
        roots=tuple(root for s in scopes for root in s.roots),
        write=tuple(glob for s in scopes for glob in s.write),
        deny=tuple(glob for s in scopes for glob in s.deny),
        only=tuple(glob for s in scopes for glob in s.only),
        no_new=tuple(glob for s in scopes for glob in s.no_new),
        outputs=tuple(glob for s in scopes for glob in s.outputs),
        opened=tuple(glob for s in scopes for glob in s.opened),
        executables=tuple(glob for s in scopes for glob in s.executables),
        run_by=tuple(pair for s in scopes for pair in s.run_by),
    )


def way_out(identity: Identity) -> str:
    """Say how a person who works here under an agent's name can end that."""
    if identity.task is not None:
        return f"(task {identity.task} is claimed in this worktree; `invoke release` gives it back)"
    return f"(to commit as yourself: `invoke act-as --nobody`, and unset {quick.IDENTITY_VARIABLE})"
