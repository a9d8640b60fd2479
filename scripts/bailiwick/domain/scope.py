"""What one agent may write in one module."""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.domain import glob


@dataclass(frozen=True)
class Scope:
    """The paths an agent may change; all globs are relative to the repository, POSIX."""

    agent: str
    module: str
    roots: tuple[str, ...]
    """Directories of the module."""
    write: tuple[str, ...]
    """Globs that may be written, already joined with the roots."""
    deny: tuple[str, ...] = ()
    """Globs taken out of `write`."""
    outputs: tuple[str, ...] = ()
    """Globs outside the roots that only the engine's tools write on the agent's behalf."""

    def allows(self, path: str) -> bool:
        """Tell whether a change of `path` may land."""
        return self.breach(path) is None

    def lets_write(self, path: str) -> bool:
        """Tell whether the coder itself may write `path` (outputs are left to the engine's tools)."""
        return self._in(self.write, path) and not self._in(self.deny, path)

    def breach(self, path: str) -> str | None:
        """Return the rule that forbids `path`, or None where it may be changed."""
        if self.lets_write(path) or self._in(self.outputs, path):
            return None
        if self._in(self.write, path):
            denied = next(d for d in self.deny if glob.matches(d, path))
            return f"denied by {denied}"
        return f"outside the scope of {self.agent} in {self.module} ({', '.join(self.write)})"

    def overlaps(self, other: Scope) -> str | None:
        """Return a pair of globs through which both could write one path, or None."""
        for mine in self.write:
            for theirs in other.write:
                if glob.overlap(mine, theirs) and not self._parted(other, mine, theirs):
                    return f"{mine} and {theirs}"
        return None

    def _parted(self, other: Scope, mine: str, theirs: str) -> bool:
        return any(glob.covers(d, theirs) for d in self.deny) or any(glob.covers(d, mine) for d in other.deny)

    @staticmethod
    def _in(globs: tuple[str, ...], path: str) -> bool:
        return any(glob.matches(g, path) for g in globs)
