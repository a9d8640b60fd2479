"""Reads JSON values of an expected type, with the standard library alone, and notes each one that is something else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from bailiwick.domain.broken import Broken, JsonPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True)
class Reader:
    """Each method takes the path for the note and the default for a missing or unusable value."""

    problems: list[Broken] = field(default_factory=list)

    def text(self, holder: Mapping[str, Any], name: str, path: JsonPath, default: str = "") -> str:
        """A string."""
        value = holder.get(name, default)
        if isinstance(value, str):
            return value
        self._note((*path, name), "a string", value)
        return default

    def pattern(self, holder: Mapping[str, Any], name: str, path: JsonPath, default: str = "") -> str:
        """A regular expression."""
        value = self.text(holder, name, path, default)
        try:
            re.compile(value)
        except re.error as error:
            self.problems.append(Broken((*path, name), f"{brief(value)} is no regular expression: {error}"))
            return default
        return value

    def texts(
        self, holder: Mapping[str, Any], name: str, path: JsonPath, default: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """An array of strings, or one string for an array of one."""
        value = holder.get(name, default)
        value = [value] if isinstance(value, str) else value
        if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
            return tuple(value)
        self._note((*path, name), "a string or an array of strings", value)
        return default

    def argv(self, value: Any, path: JsonPath) -> tuple[str, ...]:
        """A command: an array of at least one string, the program first."""
        if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            return tuple(value)
        self._note(path, 'a command as an array such as ["pytest", "-q"]', value)
        return ()

    def number(self, holder: Mapping[str, Any], name: str, path: JsonPath, default: float) -> float:
        """A number that is not negative."""
        value = holder.get(name, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        self._note((*path, name), "a number that is not negative", value)
        return default

    def flag(self, holder: Mapping[str, Any], name: str, path: JsonPath, *, default: bool = False) -> bool:
        """True or false."""
        value = holder.get(name, default)
        if isinstance(value, bool):
            return value
        self._note((*path, name), "true or false", value)
        return default

    def choice(self, holder: Mapping[str, Any], name: str, path: JsonPath, default: _Word) -> _Word:
        """One of the words that the type of the default knows."""
        value = holder.get(name, default)
        kind = type(default)
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self._note((*path, name), f"one of {', '.join(kind)}", value)
        return default

    def object(self, holder: Mapping[str, Any], name: str, path: JsonPath) -> dict[str, Any]:
        """An object; empty where it is missing."""
        value = holder.get(name, {})
        if isinstance(value, dict):
            return value
        self._note((*path, name), "an object", value)
        return {}

    def objects(self, holder: Mapping[str, Any], name: str, path: JsonPath) -> Iterator[tuple[str, dict[str, Any]]]:
        """The members of an object of objects."""
        members = self.object(holder, name, path)
        for key in members:
            yield key, self.object(members, key, (*path, name))

    def _note(self, path: JsonPath, expected: str, value: Any) -> None:
        self.problems.append(Broken(path, f"expected {expected}, found {brief(value)}"))


def brief(value: Any) -> str:
    """Write a value as JSON, cut to what a message can hold."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
