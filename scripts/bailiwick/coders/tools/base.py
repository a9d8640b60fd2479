"""What a tool is: a declaration for the model and a function from its input to a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from bailiwick.coders.payloads import complaint

if TYPE_CHECKING:
    from bailiwick.coders.result import ToolResult

Given = TypeVar("Given", bound=BaseModel)


class ToolError(Exception):
    """A call that brings nothing; the text is for the model. `denied` is for people: a write outside the scope."""

    def __init__(self, text: str, *, denied: str = "") -> None:
        self.denied = denied
        super().__init__(text)


class Runs(Protocol):
    """What can be called."""

    @property
    def name(self) -> str:
        """As declared."""

    def run(self, given: dict[str, Any]) -> ToolResult:
        """Do it.

        Raises:
            ToolError: when the input or the state of the workspace does not allow it.
        """


class Tool(Runs, Protocol):
    """One tool of the engine's own, of one attempt."""

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """The entry for `tools` of a request; the same bytes for every task, so that the prompt cache holds."""


def custom(name: str, description: str, model: type[BaseModel]) -> dict[str, Any]:
    """Declare a tool whose input is a pydantic model."""
    return {"name": name, "description": description, "input_schema": model.model_json_schema()}


def validated(model: type[Given], given: dict[str, Any]) -> Given:
    """Read a tool's input; ToolError lists every field that is wrong."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        fields = ", ".join(model.model_fields)
        raise ToolError(f"Error: the input is not valid (fields: {fields}):\n{complaint(error)}") from error
