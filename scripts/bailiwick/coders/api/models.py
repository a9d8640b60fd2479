"""Which request fields does a model accept? From the API's pages on thinking and effort, as of November 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"^claude-[a-z]+-(\d+)(?:-(\d{1,2}))?(?:-\d{8})?$")


@dataclass(frozen=True)
class Accepts:
    """What may be sent."""

    adaptive_thinking: bool
    """`thinking: {"type": "adaptive"}`; older models need a budget, which the engine does not give."""
    effort: bool
    max_output_tokens: int


def accepts(model: str) -> Accepts:
    """Judge by the version in the id; of an unknown id only the plainest request is expected to work."""
    found = _ID.match(model)
    if found is None:
        return Accepts(adaptive_thinking=False, effort=False, max_output_tokens=32_000)
    version = (int(found[1]), int(found[2] or 0))
    if version >= (4, 6):
        return Accepts(adaptive_thinking=True, effort=True, max_output_tokens=128_000)
    effort = model.startswith("claude-opus-4-5")
    return Accepts(adaptive_thinking=False, effort=effort, max_output_tokens=64_000 if version >= (4, 5) else 32_000)
