"""The tool calls of one answer, carried out one after the other until one of them ends the work."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.coders.prompt import CUT, ENDED
from bailiwick.coders.tools.looking import looking_toolbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bailiwick.coders.mcp.tool import McpTool
    from bailiwick.coders.result import ToolResult
    from bailiwick.coders.tools.base import Tool
    from bailiwick.coders.tools.tree import Tree
    from bailiwick.domain.structure import Structure
    from bailiwick.flow.journal import Json


@dataclass
class Carried:
    """What the calls of an answer brought."""

    results: list[Json] = field(default_factory=list)
    """Content of the next user message, as far as there were calls."""
    effects: list[Json] = field(default_factory=list)
    ending: ToolResult | None = None
    """The result of the call that ended the work."""

    def or_said(self, answer: Json, silence: str) -> list[Json]:
        """The results; where no tool was called, what is said about that."""
        return self.results or [{"type": "text", "text": CUT if _is_cut(answer) else silence}]

    def refused(self, answer: Json, name: str) -> str:
        """What the first call of a tool that was refused was told; empty where none was, or another ended the work."""
        tried = zip(calls_of(answer), self.results, strict=True) if self.results and not self.ending else ()
        said = (result for call, result in tried if call["name"].casefold() == name)
        return next((str(result["content"]) for result in said if "is_error" in result), "")


def calls_of(answer: Json) -> list[Json]:
    """The tool calls of an answer."""
    return [block for block in answer["content"] if block["type"] == "tool_use"]


def carry_out(answer: Json, run: Callable[[str, str, dict[str, Any]], ToolResult]) -> Carried:
    """Run the calls by name, id and input; those that follow an ending are not run."""
    carried = Carried()
    for call in calls_of(answer):
        if carried.ending:
            ended = {"type": "tool_result", "tool_use_id": call["id"], "content": ENDED, "is_error": True}
            carried.results.append(ended)
            continue
        result = run(call["name"], call["id"], call["input"])
        carried.results.append(result.block())
        carried.effects.extend(result.effects)
        carried.ending = result if result.ending else None
    return carried


def act_by_looking(
    tree: Tree,
    structure: Structure,
    ending: Tool,
    begun: Json,
    answer: Json,
    *,
    silence: str,
    more: Iterable[McpTool] = (),
) -> Json:
    """The turn of an agent that only reads, see `act` of `flow.seat.until_ending`.

    Args:
        tree: What it looks at.
        structure: The map.
        ending: The tool that ends its work; however often it is refused in one turn, that counts once.
        begun: Its prompt: no tool runs that it was not told of.
        answer: Of the model.
        silence: What is said where it calls no tool.
        more: Tools of MCP servers.
    """
    started = time.monotonic()
    carried = carry_out(answer, looking_toolbox(tree, structure, ending, begun["tools"], more).run)
    ended = carried.ending.ending if carried.ending else None
    return {
        "results": carried.or_said(answer, silence),
        "ending": ended.data if ended else None,
        "silent": int(not carried.results and not _is_cut(answer)),
        "refused": int(bool(carried.refused(answer, ending.name))),
        "seconds": time.monotonic() - started,
    }


def _is_cut(answer: Json) -> bool:
    return bool(answer["stop_reason"] == "max_tokens")
