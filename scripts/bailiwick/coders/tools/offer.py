"""Which tools does an agent get? Those that report for all; the others by what its definition file leaves to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.agents.capability import Capability
from bailiwick.agents.tool_grant import ToolGrant
from bailiwick.agents.tool_names import meaning
from bailiwick.coders.tools.editor import Editor
from bailiwick.coders.tools.endings import Ask, Finish, RequestChangeTool
from bailiwick.coders.tools.iterations import CommitAndPush, LogIteration
from bailiwick.coders.tools.notes import EditNote, ReadNote
from bailiwick.coders.tools.outputs import PublishContract, RecordLearning
from bailiwick.coders.tools.scenarios import RecordScenarios
from bailiwick.coders.tools.search import Glob, Grep
from bailiwick.coders.tools.shell import Shell
from bailiwick.coders.tools.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.coders.tools.base import Tool
    from bailiwick.domain.convention import Convention

_ALWAYS: tuple[type[Tool], ...] = (Finish, RequestChangeTool, Ask, PublishContract, RecordLearning)

_OWN: dict[str, type[Tool]] = {
    "commit_and_push": CommitAndPush,
    "edit_note": EditNote,
    "log_iteration": LogIteration,
    "read_note": ReadNote,
    "record_scenarios": RecordScenarios,
}
"""Name in `Convention.tools` → the tool."""


def own_tools(convention: Convention) -> tuple[type[Tool], ...]:
    """The tools that only some conventions have, for every agent of theirs."""
    return tuple(tool for name, tool in _OWN.items() if name in convention.tools)


def own_capabilities(convention: Convention) -> tuple[str, ...]:
    """What a definition file may call the tools of its convention, see `agents.tool_names`."""
    return tuple(
        found for tool in own_tools(convention) if (found := meaning(str(tool.declaration()["name"])).capability)
    )


def offered_capabilities(*, shell: bool) -> tuple[str, ...]:
    """What the engine offers a coder; `shell`: whether there is a sandbox for its commands."""
    found = (Capability.READ, Capability.WRITE, Capability.SEARCH, Capability.SHELL)
    return tuple(str(capability) for capability in found if shell or capability is not Capability.SHELL)


def offered_tools(
    *, shell: bool, grant: ToolGrant | None = None, withheld: Collection[str] = ()
) -> tuple[type[Tool], ...]:
    """The tools of an agent; who may write may also read.

    Args:
        shell: Whether there is a sandbox for commands.
        grant: Of the definition file, which only takes away; None: there is no such file.
        withheld: Names of tools that its convention takes away; without the editor it can still look at files.
    """
    granted = (grant or ToolGrant()).granted(offered_capabilities(shell=shell))
    writes = Capability.WRITE in granted and Editor.name not in withheld
    by_capability: dict[str, tuple[type[Tool], ...]] = {
        Capability.READ: () if writes else (Viewer,),
        Capability.WRITE: (Editor,),
        Capability.SEARCH: (Glob, Grep),
        Capability.SHELL: (Shell,),
    }
    return (*_ALWAYS, *(tool for capability in granted for tool in by_capability[capability]))
