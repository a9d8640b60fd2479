"""What does a dialect's tool name mean? One table for all, for files of one product are read by others."""

from __future__ import annotations

import re
from typing import NamedTuple

from bailiwick.agents.capability import Capability, mcp

_NAMES = {
    Capability.READ: "read readfile notebookread read_file read_many_files view",
    Capability.WRITE: (
        "edit multiedit write notebookedit editfiles createfile createdirectory editnotebook "
        "write_file replace edit_file create_file patch apply_patch"
    ),
    Capability.SEARCH: (
        "grep glob ls search codebase filesearch textsearch listdirectory searchresults usages "
        "list list_directory grep_search search_file_content"
    ),
    Capability.SHELL: (
        "bash bashoutput killbash killshell execute shell powershell runcommands runinterminal getterminaloutput "
        "terminallastcommand terminalselection runtasks runtask createandruntask gettaskoutput runtests testfailure "
        "run_shell_command"
    ),
    Capability.WEB: "web webfetch websearch fetch githubrepo web_fetch google_web_search",
    Capability.DELEGATE: "agent task custom-agent runsubagent",
}
_TODO = "the task list is kept by the engine"
_EDITOR = "there is no editor around the coder"
_SKILL = "skills are not loaded"
_ABSENT = {
    "todowrite": _TODO,
    "todoread": _TODO,
    "todo": _TODO,
    "todos": _TODO,
    "write_todos": _TODO,
    "problems": "run the linter or type checker in the shell",
    "changes": "the engine keeps git; what was changed is in the workspace",
    "askuserquestion": "coders have the tool `ask`",
    "question": "coders have the tool `ask`",
    "save_memory": "coders have the tool `record_learning`",
    "skill": _SKILL,
    "activate_skill": _SKILL,
    "toolsearch": "all tools are there from the first turn",
    "monitor": "a command ends before the next turn",
    "sendmessage": "coders do not talk to each other",
    "exitplanmode": "there is no plan mode",
    "think": "the model thinks without a tool",
    "new": _EDITOR,
    "extensions": _EDITOR,
    "vscodeapi": _EDITOR,
    "vscode": _EDITOR,
    "lsp": _EDITOR,
    "runnotebooks": _EDITOR,
    "opensimplebrowser": "there is no browser",
    "browser": "there is no browser",
}
_TOOL_SETS = frozenset({"edit", "execute", "read", "search", "web", "agent", "todo", "vscode", "browser"})
_MEANINGS = {name: capability for capability, names in _NAMES.items() for name in names.split()}
_PATTERN = re.compile(r"^([^()]+)\((.*)\)$", re.DOTALL)


class Meaning(NamedTuple):
    """One tool name, understood."""

    capability: str = ""
    """A `Capability`, or one that `capability.mcp` names; empty: the tool is not to be had."""
    reason: str = ""
    """Why it is not to be had."""
    is_known: bool = True
    pattern: str = ""
    """What stood in parentheses, such as `git diff:*`."""


def meaning(name: str, servers: frozenset[str] = frozenset()) -> Meaning:
    """Say what a tool name means; case does not count.

    Args:
        name: As written: `Read`, `search/usages`, `mcp__notes__read_note`, `Bash(git diff:*)`.
        servers: Names of the MCP servers that the file itself declares; they settle where `mcp_a_b_c` and `a_b_c` are
            to be cut.
    """
    if found := _PATTERN.match(name):
        return meaning(found[1].strip(), servers)._replace(pattern=found[2].strip())
    plain = name.lower()
    if server := _mcp(name, servers):
        return Meaning(server)
    if "/" in plain:
        first, _, rest = plain.partition("/")
        return _simple(rest if rest in _MEANINGS or rest in _ABSENT else first)
    return _simple(plain)


def _simple(plain: str) -> Meaning:
    if plain in _MEANINGS:
        return Meaning(str(_MEANINGS[plain]))
    if plain in _ABSENT:
        return Meaning(reason=_ABSENT[plain])
    return Meaning(reason="no tool is known by this name", is_known=False)


def _mcp(name: str, servers: frozenset[str]) -> str:
    """`mcp__s__t`, `s/t`, `mcp_s_t` and `s_t` as capability; empty where the name is none of these."""
    if name.startswith("mcp__"):
        server, _, tool = name.removeprefix("mcp__").partition("__")
        return mcp("" if server == "*" else server, "" if tool == "*" else tool)
    if name.startswith("mcp_"):
        server, tool = _cut(name.removeprefix("mcp_"), servers)
        return mcp("" if server == "*" else server, "" if tool == "*" else tool)
    server, slash, tool = name.partition("/")
    if slash and (server in servers or server.lower() not in _TOOL_SETS):
        return mcp(server, "" if tool == "*" else tool)
    server, tool = _declared(name, servers)
    return mcp(server, "" if tool == "*" else tool) if server else ""


def _cut(rest: str, servers: frozenset[str]) -> tuple[str, str]:
    server, tool = _declared(rest, servers)
    if server:
        return server, tool
    if rest.endswith("_*"):
        return rest.removesuffix("_*"), "*"
    server, _, tool = rest.partition("_")
    return server, tool


def _declared(name: str, servers: frozenset[str]) -> tuple[str, str]:
    """`s_t` in two, as OpenCode writes a tool; two empty texts where no server is called so."""
    for server in sorted(servers, key=len, reverse=True):
        if name == server or name.startswith(f"{server}_"):
            return server, name.removeprefix(server).removeprefix("_")
    return "", ""
