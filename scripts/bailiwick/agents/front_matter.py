"""Front matter of agent files as people really write it: YAML where it is YAML, else read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_HEADER_CHARACTERS = 65_536
"""Longer front matter is not given to the YAML reader: aliases can make a small text huge."""

KNOWN_KEYS = frozenset(
    [
        "name",
        "description",
        "tools",
        "disallowedtools",
        "model",
        "effort",
        "permissionmode",
        "maxturns",
        "skills",
        "mcpservers",
        "hooks",
        "memory",
        "background",
        "isolation",
        "color",
        "initialprompt",
        "autocompactwindow",
        "omitclaudemd",
        "target",
        "mcp-servers",
        "metadata",
        "disable-model-invocation",
        "user-invocable",
        "infer",
        "argument-hint",
        "handoffs",
        "agents",
        "mode",
        "temperature",
        "maxsteps",
        "steps",
        "prompt",
        "disable",
        "hidden",
        "permission",
        "kind",
        "max_turns",
        "timeout_mins",
        "capabilities",
    ]
)
"""Lower-cased fields of the known dialects; only these end the text of the field before them."""

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)(.*)\Z", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z][A-Za-z0-9_-]*):(?:[ \t]+(.*))?$")


@dataclass(frozen=True)
class FrontMatter:
    """A file in two parts."""

    fields: dict[str, Any] = field(default_factory=dict)
    """As YAML reads them: not yet believed."""
    body: str = ""
    notes: tuple[str, ...] = ()
    """What had to be guessed."""


def parse(text: str) -> FrontMatter:
    """Split a file into fields and body; never raises."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _FENCE.match(text)
    if match is None:
        return FrontMatter({}, text, ("no front matter",))
    head, body = match[1], match[2]
    if len(head) > MAX_HEADER_CHARACTERS:
        return FrontMatter({}, body, (f"front matter is longer than {MAX_HEADER_CHARACTERS} characters: not read",))
    try:
        data = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(_by_line(head), body, (f"front matter is {_problem(error)}; read line by line",))
    if data is None:
        return FrontMatter({}, body)
    if isinstance(data, dict):
        return FrontMatter({str(k): v for k, v in data.items()}, body)
    return FrontMatter(_by_line(head), body, (f"front matter is a {type(data).__name__}; read line by line",))


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f"line {mark.line + 2}: " if mark else ""
    return f"not YAML ({line}{getattr(error, 'problem', None) or error})"


def _by_line(head: str) -> dict[str, Any]:
    chunks: dict[str, list[str]] = {}
    key = ""
    for line in head.split("\n"):
        found = _KEY.match(line)
        if found and found[1].lower() in KNOWN_KEYS:
            key = found[1]
            chunks[key] = [found[2] or ""]
        elif key:
            chunks[key].append(line)
    return {key: _value("\n".join(lines).strip()) for key, lines in chunks.items()}


def _value(raw: str) -> Any:
    if "\n" in raw and not re.match(r"[-\[{>|]", raw):
        return raw
    try:
        value = yaml.safe_load(raw)
    except (yaml.YAMLError, ValueError, RecursionError):
        return raw
    if isinstance(value, dict) and not raw.startswith("{"):
        return raw  # a sentence with a colon
    return value if isinstance(value, str | list | dict | bool | int | float) else raw
