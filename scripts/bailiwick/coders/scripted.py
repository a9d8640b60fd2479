"""A model whose answers are read from a file: everything around it is as real as with any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.answer import Answer, Usage
from bailiwick.coders.base import Progress, unheard, unlimited
from bailiwick.coders.script_file import ScriptTurn, read_script, script_path
from bailiwick.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import Heard, Reserve
    from bailiwick.coders.conversation import Conversation
    from bailiwick.coders.script_file import Script


class ScriptedModel:
    """Plays one attempt of a script: a turn's answer is the entry at its place, whatever the conversation holds."""

    kind = "scripted"

    def __init__(self, script: Script, *, task_key: str, attempt: int, actor: str = "") -> None:
        """Choose the attempt to play: the `attempt`-th (from 1) of the file, or its last."""
        self._path = script_path(task_key, actor)
        self._attempt = min(attempt, len(script.attempts))
        self._turns = script.attempts[self._attempt - 1].turns

    @classmethod
    def load(cls, root: Path, task_key: str, attempt: int, actor: str = "") -> ScriptedModel:
        """Read the file of a task, or of its reviewer, from a repository; InputError where it is missing or unfit."""
        return cls(read_script(root, task_key, actor), task_key=task_key, attempt=attempt, actor=actor)

    def answer(
        self,
        conversation: Conversation,  # noqa: ARG002
        *,
        turn: int,
        on_event: Heard = unheard,
        reserve: Reserve = unlimited,  # noqa: ARG002
    ) -> Answer:
        """Give the turn's answer; ModelError `script` where the file has no further turn."""
        if turn >= len(self._turns):
            raise ModelError(
                "script",
                f"{self._path} has {len(self._turns)} turns in attempt {self._attempt}, but turn {turn + 1} was "
                "needed: add it, or let the last one end the attempt",
            )
        written = self._turns[turn]
        content = tuple(_block(written, index, f"{self._attempt}_{turn + 1}") for index in range(len(written.content)))
        for block in content:
            _tell(block, on_event)
        return Answer(
            content=content,
            stop_reason=written.stop_reason or _stop_reason(written),
            usage=Usage(**written.usage.model_dump(exclude={"comment"})),
            model=self.kind,
        )

    def worst_case_usd(self, conversation: Conversation) -> float | None:  # noqa: ARG002
        """Nothing."""
        return 0.0

    def close(self) -> None:
        """Nothing is open."""


def _block(turn: ScriptTurn, index: int, prefix: str) -> dict[str, Any]:
    block = turn.content[index].model_dump(exclude={"comment"})
    if block["type"] == "tool_use":
        block["id"] = block["id"] or f"toolu_{prefix}_{index + 1}"
    return block


def _stop_reason(turn: ScriptTurn) -> str:
    return "tool_use" if any(b.type == "tool_use" for b in turn.content) else "end_turn"


def _tell(block: dict[str, Any], on_event: Heard) -> None:
    match block["type"]:
        case "text":
            on_event(Progress("text", block["text"]))
        case "thinking":
            on_event(Progress("thinking", block["thinking"]))
        case _:
            on_event(Progress("tool", block["name"]))
