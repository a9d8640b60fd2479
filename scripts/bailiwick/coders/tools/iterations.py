"""Tools of teams that test, log and record in cycles: the engine counts and keeps, the coder says how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.payloads import Assessment, RecordMessage
from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import custom, validated

if TYPE_CHECKING:
    from collections.abc import Callable


class LogIteration:
    """Takes the assessment for the next entry of the log."""

    name = "log_iteration"

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Say how the work stands. It goes into the iteration log with the next run of the checks; files and "
            "counts are the engine's."
        )
        return custom(cls.name, text, Assessment)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        said = validated(Assessment, given).assessment
        text = "Noted for the entry that the engine writes at the next run of the checks."
        return ToolResult(text, effects=({"kind": "assessment", "data": {"text": said}},))


class CommitAndPush:
    """Records the work as it is; that is all a coder can commit, and nothing is pushed."""

    name = "commit_and_push"

    def __init__(self, record: Callable[[str], str]) -> None:
        self._record = record

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Record the work as it is now, so that this state is not lost. Nothing is pushed: your work lands through "
            "the engine, after finish."
        )
        return custom(cls.name, text, RecordMessage)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        made = self._record(validated(RecordMessage, given).message)
        return ToolResult(f"Recorded as {made}. Nothing was pushed, and landing is the engine's: call finish.")
