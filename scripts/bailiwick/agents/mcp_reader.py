"""From what a file says of one MCP server to an entry; keys of all dialects, for files of one are read by others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bailiwick.agents.mcp_entry import SECONDS, ServerEntry
from bailiwick.agents.mcp_notes import entry_notes
from bailiwick.agents.mcp_secrets import REMEDY, written_secret
from bailiwick.files.typed_json import Reader, brief

if TYPE_CHECKING:
    from collections.abc import Mapping

_STDIO = frozenset({"stdio", "local"})
_HTTP = frozenset({"http", "streamable-http", "streamable_http", "remote"})
_UNSUPPORTED = frozenset({"sse", "ws"})
_FOREIGN = (
    (re.compile(r"\$?\{env:([A-Za-z_][A-Za-z0-9_]*)\}"), r"${\1}"),  # OpenCode; with `$` VS Code
    (re.compile(r"\$\{\{\s*(?:secrets|vars)\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}"), r"${\1}"),  # Copilot
)


def read_entry(name: str, given: Any, source: str, at: str, *, plain_address: bool = False) -> ServerEntry:
    """Read one server; never raises, what is wrong with it becomes its `problem`.

    Args:
        name: Of the server.
        given: What the file says of it; not yet believed.
        source: The file, relative to the repository.
        at: Path of the entry in that file, for messages.
        plain_address: An address without `type` is one of streamable HTTP, as in a Codex file.
    """
    if not isinstance(given, dict):
        return ServerEntry(name, source, _discreet(f"{at}: expected an object, found {brief(given)}"))
    reader = Reader()
    entry = _read(name, given, source, reader)
    problems = [f"{at}.{'.'.join(map(str, path))}: {_discreet(message)}" for path, message, _ in reader.problems]
    if secret := written_secret(entry):
        problems.append(f"{at}: {secret}: {REMEDY}")
    if not problems and (problem := _unfit(entry, given, plain_address=plain_address)):
        problems = [f"{at}: {problem}"]
    entry = ServerEntry(name, source, "; ".join(problems)) if problems else entry
    return replace(entry, notes=tuple(f"{at}{note}" for note in entry_notes(given, entry)))


def _discreet(message: str) -> str:
    """Without the text that was found: it may be a secret that got into a wrong place."""
    said, _, found = message.rpartition(", found ")
    return said if '"' in found else message


def _read(name: str, given: dict[str, Any], source: str, reader: Reader) -> ServerEntry:
    program = reader.texts(given, "command", ())
    return ServerEntry(
        name=name,
        source=source,
        command=tuple(map(_ours, (*program, *reader.texts(given, "args", ())))) if program else (),
        env=_env(given, reader),
        url=_ours(reader.text(given, "httpUrl", ()) or reader.text(given, "url", ())),
        headers=_headers(given, reader),
        start_seconds=reader.number(given, "startup_timeout_sec", (), SECONDS) or SECONDS,
        call_seconds=_call_seconds(given, reader),
        only=_only(given, reader),
        never=frozenset((*reader.texts(given, "disabled_tools", ()), *reader.texts(given, "excludeTools", ()))),
    )


def _env(given: dict[str, Any], reader: Reader) -> dict[str, str]:
    found = {variable: f"${{{variable}}}" for variable in reader.texts(given, "env_vars", ())}
    return found | _texts(given, "env", reader) | _texts(given, "environment", reader)


def _headers(given: dict[str, Any], reader: Reader) -> dict[str, str]:
    found = _texts(given, "headers", reader) | _texts(given, "http_headers", reader)
    found |= {header: f"${{{variable}}}" for header, variable in _texts(given, "env_http_headers", reader).items()}
    if token := reader.text(given, "bearer_token_env_var", ()):
        found["Authorization"] = f"Bearer ${{{token}}}"
    return found


def _texts(given: dict[str, Any], key: str, reader: Reader) -> dict[str, str]:
    """A map to texts; numbers and truth values, which YAML makes of plain words, are taken as they were written."""
    members = reader.object(given, key, ())
    told = {name: brief(value) if isinstance(value, int | float) else value for name, value in members.items()}
    return {name: _ours(reader.text(told, name, (key,))) for name in told}


def _call_seconds(given: dict[str, Any], reader: Reader) -> float:
    milliseconds = reader.number(given, "timeout", (), 0)
    return reader.number(given, "tool_timeout_sec", (), 0) or milliseconds / 1000 or SECONDS


def _only(given: dict[str, Any], reader: Reader) -> frozenset[str] | None:
    for key in ("tools", "enabled_tools", "includeTools"):
        if key in given:
            names = reader.texts(given, key, ())
            return None if "*" in names else frozenset(names)
    return None


def _unfit(entry: ServerEntry, given: Mapping[str, Any], *, plain_address: bool) -> str:
    kind = given.get("type")
    if given.get("enabled") is False or given.get("disabled") is True:
        return "it is switched off there"
    if kind in _UNSUPPORTED:
        return f"a server of type {kind} cannot be reached; expected stdio or http"
    if kind is not None and kind not in _STDIO | _HTTP:
        return f"type: expected stdio or http, found {brief(kind)}"
    if entry.command and entry.url:
        return "it has both a command and a url: take one out"
    if entry.url:
        return _unfit_address(entry, kind, plain=plain_address or "httpUrl" in given)
    if not entry.command:
        return "expected a command (a program that talks over its standard input) or a url"
    if kind in _HTTP:
        return f"a server of type {kind} needs a url, not a command"
    return "" if all("\0" not in word for word in entry.command) else "its command holds a NUL character"


def _unfit_address(entry: ServerEntry, kind: Any, *, plain: bool) -> str:
    if kind is None and not plain:
        return 'a url needs its "type": write "type": "http" beside it'
    if kind in _STDIO:
        return f"a server of type {kind} needs a command, not a url"
    good = entry.url.startswith(("http://", "https://", "${"))
    return "" if good else f"url: expected an address with http:// or https://, found {brief(entry.url)}"


def _ours(text: str) -> str:
    for pattern, form in _FOREIGN:
        text = pattern.sub(form, text)
    return text
