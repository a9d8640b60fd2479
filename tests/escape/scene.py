"""What is a witness judged by, and has it come true?"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from tests.escape import host as hosts
from tests.escape import watch

if TYPE_CHECKING:
    from tests.escape.arena import Arena
    from tests.escape.host import Host
    from tests.escape.vector import Witness


@dataclass
class Scene:
    """What a witness is judged by."""

    arena: Arena
    host: Host
    base: str = ""
    workspace: Path | None = None
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    output: str = ""
    waited: bool = False
    """A tool call took far too long."""
    hung: bool = False
    """So did taking up what the workspace held."""

    def is_true(self, witness: Witness, *, target: str = "refs/heads/main") -> bool:
        """Tell whether a witness has come true."""
        value = self.arena.fill(witness.value) if isinstance(witness.value, str) else witness.value
        match witness.kind:
            case "written":
                return value in watch.differences(self.before, self.after) or (
                    value not in self.before and os.path.lexists(value)
                )
            case "told":
                return value in self._leaks() or (value == "any" and bool(self._leaks()))
            case "contacted":
                return value in self.contacts
            case "alive":
                return bool(self.left)
            case "harmed":
                return bool(self.host.harm())
            case "device":
                return _is_device(Path(value))
            case "moved":
                return self.arena.git("rev-parse", "--verify", "-q", value, check=False).strip() != self.base
            case "number":
                return _number(Path(value)) > witness.over
            case "printed":
                return len(self.output) > witness.over
            case "waited":
                return self.waited
            case "landed":
                return any(fnmatchcase(path, value) for path in watch.landed(self.arena, self.base, target))
            case "published":
                return value in watch.published(self.arena, self.base, target)
            case "task_changed":
                return value in watch.strange_tasks(self.arena, self.base, target)
            case "ran":
                return os.path.lexists(value)
            case "hung":
                return self.hung
        raise AssertionError(witness.kind)

    def look(self) -> None:
        """Take in how things are after the attempt."""
        self.after = watch.fingerprint(self.arena, self.workspace)
        self.contacts = self.host.contacts()
        self.left = hosts.left_alive(self.arena.mark, but=self.host.victim.pid)

    def everything(self) -> list[str]:
        """All that no confined attempt may have done."""
        found = [f"written: {path}" for path in watch.differences(self.before, self.after)]
        found += [f"told: {name}" for name in self._leaks()]
        found += [f"contacted: {name}" for name in self.contacts]
        found += [f"left alive: {pid}" for pid in self.left]
        return found + ([f"harmed: {harm}"] if (harm := self.host.harm()) else [])

    def landed_wrongly(self) -> list[str]:
        """All that may not have landed, whatever the vector is about."""
        return [
            *watch.out_of_scope(watch.landed(self.arena, self.base)),
            *(f"task {key}" for key in watch.strange_tasks(self.arena, self.base)),
            *(f"the secret {name}" for name in watch.published(self.arena, self.base)),
        ]

    def _leaks(self) -> list[str]:
        places = (
            []
            if self.workspace is None
            else [self.workspace / "modules/pricing", self.workspace.with_name(f"{self.workspace.name}.scratch")]
        )
        return watch.leaks(self.output, *places)


def _is_device(path: Path) -> bool:
    return path.is_char_device() or path.is_block_device()


def _number(path: Path) -> int:
    try:
        return int(path.read_text().strip() or 0)
    except (OSError, ValueError):
        return 0
