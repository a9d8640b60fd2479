"""Which MCP servers do `.mcp.json` and an agent's definition file describe? One that is malformed drops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.agents.mcp_reader import read_entry
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import Source
from bailiwick.files.typed_json import brief

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.agents.mcp_entry import ServerEntry

FILE = ".mcp.json"
FIELDS = ("mcpservers", "mcp-servers", "mcp_servers", "mcp")
"""Lower-cased names of the field in definition files."""


class Servers(NamedTuple):
    """What a file describes."""

    entries: tuple[ServerEntry, ...] = ()
    notes: tuple[str, ...] = ()
    """What is wrong with the file as a whole."""


def read_file(root: Path) -> Servers:
    """Read `.mcp.json` of a repository or workspace; never raises, and a missing file has no servers."""
    try:
        text = (root / FILE).read_bytes().decode("utf-8")
        source = Source.parse(text, FILE)
    except (FileNotFoundError, NotADirectoryError):
        return Servers()
    except OSError as error:
        return Servers(notes=(f"{FILE} cannot be read: {error.strerror}",))
    except UnicodeDecodeError as error:
        return Servers(notes=(f"{FILE} is not UTF-8 (byte {error.start + 1}): save it as UTF-8",))
    except ViolationsError as error:
        return Servers(notes=tuple(map(str, error.violations)))
    return _of_file(source)


def of_fields(fields: Mapping[str, Any], path: str, *, plain_address: bool) -> Servers:
    """Read the servers of a definition file's front matter; a mere name there means one of `.mcp.json`.

    Args:
        fields: By lower-cased name.
        path: Of the file, relative to the repository.
        plain_address: See `mcp_reader.read_entry`.
    """
    entries: list[ServerEntry] = []
    notes: list[str] = []
    for field in FIELDS:
        given = fields.get(field)
        for part in given if isinstance(given, list) else [given]:
            if isinstance(part, dict):
                entries += [
                    read_entry(str(name), entry, path, f"{path} {field}.{name}", plain_address=plain_address)
                    for name, entry in part.items()
                ]
            elif isinstance(part, str) and "\n" in part:
                notes.append(
                    f"{field}: expected names or descriptions of servers, found a text that is not YAML: not read"
                )
            elif part is not None and not isinstance(part, str):
                notes.append(f"{field}: expected names or descriptions of servers, found {brief(part)}")
    return Servers(tuple(entries), tuple(notes))


def _of_file(source: Source) -> Servers:
    top = source.value
    given = top.get("mcpServers") if isinstance(top, dict) else top
    if not isinstance(given, dict):
        found = f"the keys {', '.join(top)}" if isinstance(top, dict) else brief(top)
        return Servers(notes=(str(source.violation((), f'expected {{"mcpServers": {{...}}}}, found {found}')),))
    twice = tuple(map(str, source.duplicates))
    return Servers(tuple(read_entry(name, entry, FILE, _place(source, name)) for name, entry in given.items()), twice)


def _place(source: Source, name: str) -> str:
    found = source.violation(("mcpServers", name), "")
    return f"{found.file}:{found.line} {found.path}"
