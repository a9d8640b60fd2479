"""The three ways to end an attempt: finish, request a change elsewhere, ask a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.payloads import Question, RequestChange, RequestedChange, report_model
from bailiwick.coders.result import Ending, ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from bailiwick.domain.scope import Scope
    from bailiwick.domain.structure import Structure


class Finish:
    """Takes the report. Its claims, the commit subject among them, are judged by the engine afterwards."""

    name = "finish"

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        self._model = report_model(fields)

    @classmethod
    def declaration(cls, fields: tuple[str, ...] = ()) -> dict[str, Any]:
        """See `Tool`; `fields` are those that the convention adds to the report."""
        text = "Hand in your work. The engine then runs the checks; if one fails you get its output and go on."
        return custom(cls.name, text, report_model(fields))

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        report = validated(self._model, given)
        return ToolResult("Report taken.", ending=Ending("finish", report.model_dump(mode="json")))


class RequestChangeTool:
    """Turns a wish for a change elsewhere into a task for the owner."""

    name = "request_change"

    def __init__(self, scope: Scope, structure: Structure) -> None:
        self._scope = scope
        self._structure = structure

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Ask the owner of another module for a change. It becomes a task of its own; yours is blocked by it and "
            "is taken up again, from what you have written so far, when that is done. Ends this attempt."
        )
        return custom(cls.name, text, RequestChange)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        wish = validated(RequestChange, given)
        agent = self._agent(wish)
        change = RequestedChange(**wish.model_dump() | {"assigned_to": agent})
        text = f"Requested from {agent} ({change.module}). Your task waits for it."
        return ToolResult(text, ending=Ending("request_change", change.model_dump(mode="json")))

    def _agent(self, wish: RequestChange) -> str:
        modules = self._structure.modules
        if wish.module not in modules:
            raise ToolError(f'Error: there is no module "{wish.module}" ({nearest(wish.module, modules)}).')
        others = [a for a in modules[wish.module].agents if (a, wish.module) != (self._scope.agent, self._scope.module)]
        if not others:
            raise ToolError(f"Error: {wish.module} is yours: make the change yourself.")
        if wish.assigned_to in others:
            return wish.assigned_to
        if len(others) > 1 or wish.assigned_to:
            raise ToolError(f"Error: assigned_to must be one of the agents of {wish.module}: {', '.join(others)}.")
        return others[0]


class Ask:
    """Puts a question to a person."""

    name = "ask"

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Ask a person, where the task cannot be done as it is written or a published contract would have to "
            "change. Your task is blocked until the answer is there. Ends this attempt."
        )
        return custom(cls.name, text, Question)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        question = validated(Question, given)
        return ToolResult("Asked. Your task waits for the answer.", ending=Ending("ask", question.model_dump()))
