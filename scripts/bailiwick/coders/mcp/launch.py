"""What a server is started or reached by; filled in by whoever knows sandbox and workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.sandbox.service import Service


@dataclass(frozen=True)
class Launch:
    """One server of one attempt. Address, headers and secrets are never to be shown."""

    server: str
    """Its name."""
    start: Callable[[], Service] | None = None
    """Starts its program; None: it is reached by its address."""
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    start_seconds: float = 60.0
    call_seconds: float = 60.0
    secrets: tuple[str, ...] = field(default=(), repr=False)
    problem: str = ""
    """Why it cannot be started at all."""
