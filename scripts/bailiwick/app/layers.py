"""Which layers of scope hold on this machine, and are they enough for this repository?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.domain.layers import Layers
from bailiwick.domain.structure import Isolation
from bailiwick.errors import RefusedError
from bailiwick.flow.state import state_base
from bailiwick.git import hooks_setup
from bailiwick.sandbox.probe import probe

if TYPE_CHECKING:
    from bailiwick.app.repository import Opened
    from bailiwick.git.repository import Repository
    from bailiwick.sandbox.base import Sandbox
    from bailiwick.sandbox.probe import Probed


def confining(opened: Opened) -> Probed:
    """Return the strongest sandbox that works here.

    Raises:
        RefusedError: it is weaker than `minimum_isolation` of the map.
    """
    probed = probe(place=state_base())
    found, least = kernel(probed.sandbox), opened.shared.structure.minimum_isolation
    if not found.reaches(least):
        has = f"the kernel layer here is {found}, and the map asks for {least} at least"
        raise RefusedError("; ".join((*probed.notes, f"{has}; `invoke doctor` says what to install")))
    return probed


def layers(repo: Repository, sandbox: Sandbox | None) -> Layers:
    """Look at each layer."""
    return Layers(kernel(sandbox), commit=hooks_setup.installed(repo))


def kernel(sandbox: Sandbox | None) -> Isolation:
    """Name what the kernel holds a command with."""
    return Isolation(sandbox.name) if sandbox else Isolation.NONE
