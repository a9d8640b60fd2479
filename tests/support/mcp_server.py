"""A small MCP server, run as a program: `mcp_server.py [NOTES] [--http PORT]`; it answers as real ones do."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

server = MCPServer("notes", instructions="Notes of a team.")
PLACE = Path(sys.argv[1] if len(sys.argv) > 1 else "notes")


@server.tool()
def echo(text: Annotated[str, Field(description="What to say")]) -> str:
    """Say it back."""
    return text


@server.tool()
async def slow(seconds: float) -> str:
    """Answer late."""
    import anyio

    await anyio.sleep(seconds)
    return "awake"


@server.tool()
def die() -> str:
    """End the server."""
    sys.stderr.write("the server falls over\n")
    sys.stderr.flush()
    os._exit(3)


@server.tool()
def long(characters: int) -> str:
    """Say much."""
    return "x" * characters


@server.tool()
def env() -> dict[str, str]:
    """All variables."""
    return dict(os.environ)


@server.tool()
def eat(megabytes: int) -> str:
    """Hold memory for a while."""
    held = b"x" * (megabytes << 20)
    time.sleep(5)
    return str(len(held))


@server.tool()
def read_file(path: str) -> str:
    """Read any file."""
    try:
        return Path(path).read_text()
    except OSError as error:
        raise ToolError(f"{error.strerror}: {path}") from error


@server.tool()
def write_file(path: str, text: str) -> str:
    """Write any file."""
    try:
        Path(path).write_text(text)
    except OSError as error:
        raise ToolError(f"{error.strerror}: {path}") from error
    return f"wrote {path}"


@server.tool()
def write_note(title: str, content: str, directory: str) -> str:
    """Make a note."""
    file = PLACE / directory / f"{title}.md"
    if file.exists():
        raise ToolError("# Error: Note already exists")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\n---\n{content}\n")
    return f"# Created note\nfile_path: {directory}/{title}.md"


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def read_note(identifier: str) -> str:
    """Read a note."""
    file = _file(identifier)
    return file.read_text() if file.exists() else f'# Note Not Found: "{identifier}"'


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def list_directory(dir_name: str = "/", output_format: str = "text", page: int = 1, page_size: int = 10) -> str:
    """List the notes of a folder, a page at a time, in the form that programs ask for."""
    assert output_format == "json"
    files = sorted((PLACE / dir_name.strip("/")).glob("*.md"))
    nodes = [
        {"type": "file", "name": file.name, "file_path": str(file.relative_to(PLACE)), "permalink": None, "title": None}
        for file in files[(page - 1) * page_size : page * page_size]
    ]
    return json.dumps({"nodes": nodes, "page": page, "has_more": page * page_size < len(files)})


def _file(identifier: str) -> Path:
    return PLACE / (identifier if identifier.endswith(".md") else f"{identifier}.md")


@server.tool()
def edit_note(
    identifier: str, operation: str, content: str, find_text: str = "", expected_replacements: int = 1
) -> str:
    """Add to a note, or replace in it; a file `down` beside the notes is an outage, `fall` ends it afterwards."""
    file = _file(identifier)
    if (PLACE / "down").exists():
        raise ToolError("the disk is full")
    if operation == "find_replace" and file.read_text().count(find_text) == expected_replacements:
        file.write_text(file.read_text().replace(find_text, content))
        if (PLACE / "fall").exists():
            (PLACE / "fall").unlink()
            os._exit(3)
        return f"# Edited note\nfile_path: {identifier}.md"
    if operation != "append":
        raise ToolError(f"Invalid operation: {operation}")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as opened:
        opened.write(f"{content}\n")
    return f"# Edited note\nfile_path: {identifier}.md"


if __name__ == "__main__":
    if "--http" in sys.argv:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[sys.argv.index("--http") + 1]))
    else:
        server.run("stdio")
