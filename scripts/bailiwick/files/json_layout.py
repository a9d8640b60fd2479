"""How new JSON values are written into a text: short flat ones on one line, others in the text's own indentation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
WIDTH = 100
"""Columns up to which an array or object of plain values is kept on one line."""


@dataclass(frozen=True)
class Layout:
    """The manner in which a text is written."""

    unit: str = "  "
    """White space of one level."""
    ending: str = "\n"
    colon: str = ": "
    comma: str = ", "
    """Between values on one line."""

    def inline(self, value: Any) -> str:
        """Write a value on one line; ValueError for NaN and infinite numbers."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(self.comma, self.colon))
        return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)

    def block(self, value: Any, indent: str, *, used: int = 0) -> str:
        """Write a value whose first line starts behind `indent` and `used` more columns."""
        if _is_flat(value) and len(line := self.inline(value)) + len(indent) + used <= WIDTH:
            return line
        if isinstance(value, dict) and value:
            return self.members(
                {k: self.block(v, indent + self.unit, used=len(k) + 4) for k, v in value.items()}, indent
            )
        if isinstance(value, list | tuple) and value:
            inner = indent + self.unit
            return self._lines("[", [inner + self.block(item, inner) for item in value], f"{indent}]")
        return self.inline(value)

    def members(self, written: dict[str, str], indent: str) -> str:
        """Write an object over several lines from values that are already text."""
        inner = indent + self.unit
        lines = [f"{inner}{self.inline(key)}{self.colon}{value}" for key, value in written.items()]
        return self._lines("{", lines, f"{indent}}}")

    def _lines(self, opening: str, lines: list[str], closing: str) -> str:
        return self.ending.join([opening, f",{self.ending}".join(lines), closing])


def _is_flat(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return not any(isinstance(item, dict | list | tuple) and item for item in value)
    return True
