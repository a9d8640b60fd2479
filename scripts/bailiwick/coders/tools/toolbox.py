"""All tools of one attempt: what the model is told of them, and one call run."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import Runs, Tool, ToolError
from bailiwick.coders.tools.boundary import Boundary
from bailiwick.coders.tools.denial import Denials
from bailiwick.coders.tools.editor import Editor
from bailiwick.coders.tools.endings import Ask, Finish, RequestChangeTool
from bailiwick.coders.tools.iterations import CommitAndPush, LogIteration
from bailiwick.coders.tools.notes import EditNote, HandedNote, ReadNote, judged
from bailiwick.coders.tools.offer import offered_tools, own_tools
from bailiwick.coders.tools.outputs import PublishContract, RecordLearning
from bailiwick.coders.tools.scenarios import RecordScenarios
from bailiwick.coders.tools.search import Glob, Grep
from bailiwick.coders.tools.shell import Shell
from bailiwick.coders.tools.text import cut_middle, sendable
from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.viewer import Viewer
from bailiwick.domain.convention import Convention
from bailiwick.domain.structure import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from bailiwick.agents.tool_grant import ToolGrant
    from bailiwick.coders.base import Assignment, CommandResult
    from bailiwick.coders.mcp.tool import McpTool
    from bailiwick.domain.structure import Structure


_WRITING = frozenset({Shell.name, PublishContract.name, RecordScenarios.name})


def utc_today() -> datetime.date:
    """The date by which lessons are entered: UTC, the same on every machine."""
    return datetime.datetime.now(datetime.UTC).date()


def declarations(
    *, shell: bool, grant: ToolGrant | None = None, convention: Convention | None = None
) -> list[dict[str, Any]]:
    """The tools for a request, sorted by name: the same bytes for every task, so that the prompt cache holds.

    Args:
        shell: Whether there is a sandbox for commands.
        grant: What the agent's definition file leaves to it; None: everything.
        convention: Of the agent, which withholds tools and adds fields to the report; None: the shipped one.
    """
    way = convention or Convention()
    tools = (*offered_tools(shell=shell, grant=grant, withheld=way.withheld), *own_tools(way))
    told = [Finish.declaration(way.report.fields) if tool is Finish else tool.declaration() for tool in tools]
    offered = (declaration for declaration in told if declaration["name"] not in way.withheld)
    return sorted(offered, key=lambda declaration: str(declaration["name"]))


class Toolbox:
    """The tools of one attempt; holds no state but the files of the workspace."""

    def __init__(
        self,
        assignment: Assignment,
        structure: Structure,
        *,
        declared: Collection[str] | None = None,
        run_command: Callable[[str], CommandResult] | None = None,
        record: Callable[[str], str] | None = None,
        today: Callable[[], datetime.date] = utc_today,
        effects: Sequence[Mapping[str, Any]] = (),
        more: Sequence[McpTool] = (),
    ) -> None:
        """Build the tools.

        Args:
            assignment: Whose they are.
            structure: The map, for owners and module names.
            declared: Names of the tools that the model was told of; no other runs. None: all that a coder can have.
            run_command: Runs a shell command in the sandbox, in the workspace; None: the coder gets no shell.
            record: Keeps the workspace as it is under a message and returns the commit's id; None: it cannot.
            today: Date for lessons.
            effects: Those that the attempt has left so far.
            more: Tools of MCP servers; the engine's own go before one of the same name.
        """
        scenarios = RecordScenarios(Tree(assignment.workspace), structure)
        own: list[Tool] = [LogIteration(), scenarios, *([CommitAndPush(record)] if record else ())]
        tools: list[Runs] = [
            *_build(assignment, structure, run_command, today),
            *_notes(assignment, effects, more),
            *(tool for tool in own if tool.name in assignment.convention.tools),
        ]
        built: dict[str, Runs] = {tool.name: tool for tool in (*more, *tools)}
        self._writing = _WRITING | {tool.name.casefold() for tool in more if tool.may_write}
        names = built.keys() - {Viewer.name} if declared is None else declared
        self._tools = {name: tool for name, tool in built.items() if name in names}

    @classmethod
    def of(cls, tools: Iterable[Runs]) -> Toolbox:
        """Exactly these tools."""
        made = cls.__new__(cls)
        made._tools = {tool.name: tool for tool in tools}
        made._writing = _WRITING
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tools, sorted."""
        return tuple(sorted(self._tools))

    def run(self, name: str, call_id: str, given: dict[str, Any]) -> ToolResult:
        """Run one call; whatever the model got wrong comes back as an error result, never as an exception."""
        try:
            _check_encodable(given)
            result = self._find(name).run(given)
        except ToolError as error:
            result = ToolResult(str(error), is_error=True, denied=error.denied)
        except OSError as error:
            result = ToolResult(f"Error: {error.strerror or error}.", is_error=True)
        return replace(result, tool_use_id=call_id, content=cut_middle(sendable(result.content)))

    def writes(self, name: str, given: dict[str, Any]) -> bool:
        """Tell whether a call may change the workspace."""
        if name.casefold() == Editor.name:
            return given.get("command") != "view"
        return name.casefold() in self._writing

    def _find(self, name: str) -> Runs:
        if name in self._tools:
            return self._tools[name]
        for known, tool in self._tools.items():
            if known.casefold() == name.casefold():
                return tool
        raise ToolError(f'Error: there is no tool "{name}". Tools: {", ".join(self.names)}.')


def _check_encodable(given: dict[str, Any]) -> None:
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ToolError("Error: the input holds a lone surrogate, which UTF-8 cannot express.") from None


def _notes(assignment: Assignment, effects: Sequence[Mapping[str, Any]], more: Sequence[McpTool]) -> list[Runs]:
    """The tools for the note that the task is about, where the convention has them."""
    own = own_tools(assignment.convention)
    if ReadNote not in own and EditNote not in own:
        return []
    path, text = assignment.note, assignment.note_text
    if text is None:
        text = Tree(assignment.workspace).read(path).decode("utf-8", "replace") if path else ""
    written = "with your work" if assignment.note_text is None else "after your work, at the server"
    made = judged(HandedNote(path, text, effects, written), assignment.task.key, more)
    return [tool for tool in made if not isinstance(tool, ReadNote | EditNote) or type(tool) in own]


def _build(
    assignment: Assignment,
    structure: Structure,
    run_command: Callable[[str], CommandResult] | None,
    today: Callable[[], datetime.date],
) -> list[Tool]:
    tree, module = Tree(assignment.workspace), assignment.module
    boundary = Boundary(assignment.scope, structure)
    editor = Editor(tree, boundary)
    tools: list[Tool] = [
        editor,
        Viewer(editor),
        Glob(tree),
        Grep(tree),
        Finish(assignment.convention.report.fields),
        RequestChangeTool(assignment.scope, structure),
        Ask(),
        PublishContract(assignment, tree),
        RecordLearning(assignment, today),
    ]
    if run_command is None:
        return tools
    network = module.network is Network.FULL
    denials = Denials(boundary, assignment.workspace, network=network, file_mb=module.limits.file_mb)
    return [*tools, Shell(run_command, denials, refused=assignment.convention.refused_commands)]
