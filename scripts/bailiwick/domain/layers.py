"""Which of the four layers of scope hold on this machine."""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.domain.structure import Isolation

HOLDS, MISSING = "yes", "missing"


@dataclass(frozen=True)
class Layers:
    """The layers of a run. Tool and landing layer are part of the engine: they are there wherever it runs."""

    kernel: Isolation = Isolation.NONE
    commit: bool = False
    """The hooks are installed."""

    def to_json(self) -> dict[str, str]:
        """One word for each layer, as in evidence."""
        return {
            "tool": HOLDS,
            "kernel": str(self.kernel),
            "commit": HOLDS if self.commit else MISSING,
            "landing": HOLDS,
        }

    def __str__(self) -> str:
        return ", ".join(f"{layer} {word}" for layer, word in self.to_json().items())
