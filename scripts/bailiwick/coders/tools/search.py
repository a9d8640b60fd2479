"""Finding files by name (`glob`) and lines by content (`grep`) in the workspace."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools import matcher
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.coders.tools.text import split_lines
from bailiwick.coders.tools.tree import read_at
from bailiwick.domain import glob as globs
from bailiwick.sandbox import process
from bailiwick.sandbox.base import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.coders.tools.tree import Tree

MAX_PATHS = 500
MAX_LINES = 200
MAX_LINE_CHARACTERS = 400
SEARCHED_CHARACTERS = 2000
"""Of each line."""
MAX_SEARCHED_BYTES = 1_000_000
MAX_ALL_BYTES = 200_000_000
MAX_SECONDS = 20.0
MATCHER_LIMITS = Limits(memory_bytes=1 << 30)


class GlobInput(BaseModel):
    """Input of `glob`."""

    pattern: str = Field(description="Such as modules/pricing/**/*.py; `*` stays inside one name, `**` crosses")
    path: str = Field(default=".", description="Directory that the pattern is relative to")


class GrepInput(BaseModel):
    """Input of `grep`."""

    pattern: str = Field(description="Python regular expression, matched within one line")
    path: str = Field(default=".", description="Directory or file to search")
    glob: str = Field(default="**", description="Only files whose path below `path` matches")
    ignore_case: bool = False


class Glob:
    """Lists paths."""

    name = "glob"

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        return custom(cls.name, f"List files by name, sorted, at most {MAX_PATHS}.", GlobInput)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        asked = validated(GlobInput, given)
        top = self._tree.relative(asked.path)
        found = sorted(path for path, _, _ in _files(self._tree, top, asked.pattern.removeprefix("./")))
        more = f"\n[{len(found) - MAX_PATHS} more: narrow the pattern]" if len(found) > MAX_PATHS else ""
        return ToolResult(("\n".join(found[:MAX_PATHS]) or "No file matches.") + more)


class Grep:
    """Lists lines."""

    name = "grep"

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        limits = f"at most {MAX_LINES} lines; files over {MAX_SEARCHED_BYTES} bytes and binary files are skipped"
        return custom(cls.name, f"Search file contents; prints path:line: text, {limits}.", GrepInput)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        asked = validated(GrepInput, given)
        flags = re.IGNORECASE if asked.ignore_case else 0
        _try(asked.pattern, flags)
        with tempfile.TemporaryDirectory(prefix="bailiwick-grep-") as scratch:
            file = Path(scratch) / "search"
            paths, is_all = self._write(asked, flags, file)
            matches = _matches(file)
        found = [f"{paths[number]}:{place + 1}: {line}" for number, place, line in matches]
        if len(found) > MAX_LINES or not is_all:
            found[MAX_LINES:] = ["[not all: narrow the pattern or the path]"]
        return ToolResult("\n".join(found) or "No line matches.")

    def _write(self, asked: GrepInput, flags: int, to: Path) -> tuple[list[str], bool]:
        """Write what the matcher reads; the paths of the texts, and whether these are all."""
        paths: list[str] = []
        left = MAX_ALL_BYTES
        with to.open("w", encoding="ascii") as file:
            file.write(json.dumps([asked.pattern, flags, SEARCHED_CHARACTERS, MAX_LINES + 1]) + "\n")
            for path, text in self._texts(asked):
                left -= len(text)
                if left < 0:
                    return paths, False
                file.write(json.dumps(split_lines(text)) + "\n")
                paths.append(path)
        return paths, True

    def _texts(self, asked: GrepInput) -> Iterator[tuple[str, str]]:
        top = self._tree.relative(asked.path)
        if not self._tree.is_directory(top):
            yield top, self._tree.read(top).decode("utf-8", "replace")
            return
        for path, directory, name in _files(self._tree, top, asked.glob.removeprefix("./")):
            data = _searchable(directory, name, path)
            if data is not None and b"\0" not in data[:8192]:
                yield path, data.decode("utf-8", "replace")


def _try(pattern: str, flags: int) -> None:
    try:
        re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise ToolError(f"Error: the pattern is not a regular expression: {error}.") from error


def _matches(file: Path) -> list[tuple[int, int, str]]:
    """Text and line of each match, counted from 0, and what it says; one more than `MAX_LINES` at most."""
    finished = process.run(
        (sys.executable, "-I", "-S", matcher.__file__, str(file)),
        cwd=file.parent,
        environment={},
        timeout_seconds=MAX_SECONDS,
        max_output_bytes=(MAX_LINES + 1) * (SEARCHED_CHARACTERS + 5) * 12,  # as JSON writes them
        limits=MATCHER_LIMITS,
    )
    if finished.status:
        why = f"it took longer than {MAX_SECONDS:g} s" if finished.timed_out else finished.exceeded or "it failed"
        raise ToolError(f"Error: the pattern was given up: {why}; make it simpler, or narrow the path.")
    answers = map(json.loads, finished.output.splitlines())
    return [(number, place, line[:MAX_LINE_CHARACTERS]) for number, place, line in answers]


def _files(tree: Tree, top: str, pattern: str) -> Iterator[tuple[str, int, str]]:
    skip = f"{top}/" if top else ""
    for directory, descriptor, _, names in tree.walk(top):
        for name in names:
            path = f"{directory}/{name}" if directory else name
            if globs.matches(pattern, path.removeprefix(skip)):
                yield path, descriptor, name


def _searchable(directory: int, name: str, path: str) -> bytes | None:
    try:
        if os.stat(name, dir_fd=directory, follow_symlinks=False).st_size > MAX_SEARCHED_BYTES:
            return None
        return read_at(directory, name, path)
    except (ToolError, OSError):  # a link, a pipe, or gone meanwhile
        return None
