"""What a coder is: it is given an assignment and takes turns; where each turn comes from is its model's affair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from bailiwick.coders.answer import Answer, Call, Usage
from bailiwick.coders.conversation import Conversation
from bailiwick.coders.result import Ending, ToolResult
from bailiwick.domain.convention import Convention
from bailiwick.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.scope import Scope
    from bailiwick.domain.structure import Agent, Module
    from bailiwick.domain.task import Task

__all__ = [
    "Answer",
    "Assignment",
    "Call",
    "CallFailedError",
    "CommandResult",
    "Conversation",
    "Ending",
    "Heard",
    "Model",
    "Progress",
    "Reserve",
    "ToolResult",
    "Usage",
    "unheard",
    "unlimited",
]


@dataclass(frozen=True)
class Assignment:
    """One attempt of one task, as the coder gets it."""

    task: Task
    agent: Agent
    module: Module
    scope: Scope
    workspace: Path
    """Absolute path of the private checkout."""
    attempt: int
    """1 for the first attempt of this task that was ever started."""
    convention: Convention = field(default_factory=Convention)
    """As the agent's role has it."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What fills its templates."""
    note: str = ""
    """Path of the note that the task is about, where the convention has one."""
    note_text: str | None = None
    """Its text, where it is kept outside of the repository."""

    @property
    def only_reads(self) -> bool:
        """Whether nothing may be written: a reviewer, a planner."""
        return not self.scope.write


@dataclass(frozen=True)
class Progress:
    """Something heard while a model answers; never needed to go on, only to be shown."""

    kind: Literal["text", "thinking", "tool", "retry", "notice"]
    text: str
    """A piece of what is said, the name of a tool, or one line for people."""


Heard = Callable[[Progress], None]
Reserve = Callable[[float], str]
"""Given the most that a turn can cost with one more try, in USD: why that is too much, or ""."""


def unheard(_progress: Progress) -> None:
    """Listen to nothing."""


def unlimited(_worst_case_usd: float) -> str:
    """Money is no object."""
    return ""


class Model(Protocol):
    """The seam between the engine and whatever answers."""

    @property
    def kind(self) -> str:
        """`api` or `scripted`."""

    def answer(
        self, conversation: Conversation, *, turn: int, on_event: Heard = unheard, reserve: Reserve = unlimited
    ) -> Answer:
        """Take one turn; `turn` is the number of turns that the attempt has taken before: 0 for the first.

        `reserve` is asked before every try but the first, for which `worst_case_usd` was reserved.

        Raises:
            ModelError: when no answer can be had (`CallFailedError` where something was paid for nothing).
        """

    def worst_case_usd(self, conversation: Conversation) -> float | None:
        """The most that the next turn can cost; None where the model has no price."""

    def close(self) -> None:
        """Let go of connections; the model is not used any more."""


class CommandResult(Protocol):
    """How a shell command ended; `bailiwick.sandbox.process.Finished` is one."""

    @property
    def status(self) -> int:
        """Exit status; negative where a signal ended it."""

    @property
    def output(self) -> str:
        """Standard output and error together."""

    @property
    def timed_out(self) -> bool:
        """True where it was ended because it took too long."""

    @property
    def exceeded(self) -> str:
        """The limit for which it was ended, as in `more than 512 processes`; empty where there was none."""


class CallFailedError(ModelError):
    """A model call that failed for good after it had been tried.

    Attributes: `usage` and `cost_usd` of what was streamed before it failed, `tries` made.
    """

    def __init__(
        self, kind: str, message: str, *, usage: Usage | None = None, cost_usd: float | None = 0.0, tries: int = 1
    ) -> None:
        self.usage = usage or Usage()
        self.cost_usd = cost_usd
        self.tries = tries
        super().__init__(kind, message)
