"""Does a sandbox, or the gate behind it, refuse a legitimate change?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.sandbox.probe import KINDS

from tests.escape import legitimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Alarms:
    """What one sandbox said to the corpus of legitimate changes."""

    sandbox: str
    changes: int
    """How many were made."""
    denied: tuple[str, ...]
    """Those that were refused, each with the reasons."""
    left_out: tuple[str, ...]
    """Those that cannot be made in this sandbox, or on this machine, each with the reason."""

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"no false alarm  {self.sandbox}: {self.changes} changes, {len(self.denied)} denied"
        yield from (f"    VIOLATION {told}" for told in self.denied)
        if self.left_out:
            yield f"    {len(self.left_out)} more cannot be made there; --json names them"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def sound(sandboxes: Sequence[str], place: Path) -> list[Alarms]:
    """Make every legitimate change in every sandbox; `place` must exist and be open to other users."""
    found = legitimate.batches()
    told = []
    for name in sandboxes:
        sandbox, own = KINDS[name].variants()[0], place / f"legitimate-{name}"
        own.mkdir()
        denied = tuple(map(str, legitimate.denials(sandbox, own, found)))
        told.append(Alarms(name, legitimate.count(found, sandbox), denied, tuple(legitimate.left_out(found, sandbox))))
    return told
