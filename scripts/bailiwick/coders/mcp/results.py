"""What a model is told of the result of an MCP tool: text alone, without secrets; the toolbox cuts what is too long."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.coders.secrets import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST_SECRET = 4
"""Shorter values are found in any text, and are not taken out."""


def told(content: Iterable[Any], structured: Any, secrets: Sequence[str]) -> str:
    """Say the parts of a result (`mcp.types.ContentBlock`) as text.

    Args:
        content: What the server answers for people and models.
        structured: What it answers for programs; used where there is nothing else.
        secrets: Values that must not be passed on, longest first.
    """
    parts = [_text(part) for part in content]
    if not parts and structured is not None:
        parts = [json.dumps(structured, ensure_ascii=False)]
    return redacted("\n".join(parts) or "(no output)", secrets)


def redacted(text: str, secrets: Sequence[str]) -> str:
    """Take secrets out of a text, also as they stand in JSON."""
    for secret in (s for s in secrets if len(s) >= SHORTEST_SECRET):
        for form in dict.fromkeys((secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])):
            text = text.replace(form, REMOVED)
    return text


def cleaned(value: Any, secrets: Sequence[str]) -> Any:
    """Take secrets out of every text of a JSON value, as in the schema of a tool."""
    if isinstance(value, str):
        return redacted(value, secrets)
    if isinstance(value, dict):
        return {redacted(str(key), secrets): cleaned(member, secrets) for key, member in value.items()}
    return [cleaned(member, secrets) for member in value] if isinstance(value, list) else value


def _text(part: Any) -> str:
    if part.type == "text":
        return str(part.text)
    if part.type == "resource" and hasattr(part.resource, "text"):
        return str(part.resource.text)
    if part.type == "resource_link":
        return f"[link to {part.uri}]"
    return f"[{part.type} left out: a coder gets text alone]"
