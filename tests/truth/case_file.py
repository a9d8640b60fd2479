"""What does a case file say? Read, and every mistake in it told with file, key and what was expected."""

from __future__ import annotations

import base64
import binascii
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain.violation import Violation, nearest
from bailiwick.errors import ViolationsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VERDICTS = ("refused", "landed")
BASE64 = "base64:"
_TEXTS = ("title", "base", "verdict")
_TABLES = ("task", "module", "agent", "report")
_FILES = ("before", "write", "rename", "leave", "outside", "link")
KEYS = (*_TEXTS, "because", "submitted", "executable", "replace", "delete", *_TABLES, *_FILES)
_REPLACE = ("path", "old", "new")


@dataclass(frozen=True)
class Case:
    """One completion and the verdict that it deserves."""

    file: Path
    title: str
    base: str
    verdict: str
    because: tuple[str, ...] = ()
    """One of these must be in what the coder is told."""
    submitted: bool = False
    """Judged as a commit in a claimed worktree: all of it, not what is in scope alone."""
    task: Mapping[str, Any] = field(default_factory=dict)
    module: Mapping[str, Any] = field(default_factory=dict)
    agent: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    write: Mapping[str, str] = field(default_factory=dict)
    replace: tuple[tuple[str, str, str], ...] = ()
    """Path, old text, new text."""
    delete: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    leave: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[str, str] = field(default_factory=dict)
    link: Mapping[str, str] = field(default_factory=dict)
    executable: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The class: the directory that the file lies in."""
        return self.file.parent.name

    @property
    def name(self) -> str:
        """Class and name."""
        return f"{self.kind}/{self.file.stem}"


def content(text: str) -> bytes:
    """Return the bytes that a text of a case file stands for."""
    if text.startswith(BASE64):
        return base64.b64decode(text.removeprefix(BASE64), validate=True)
    return text.encode()


def read_case(file: Path) -> Case:
    """Read one case.

    Raises:
        ViolationsError: with every mistake in the file.
    """
    raw = read_toml(file)
    if found := [Violation(str(file), key, message, remedy=remedy) for key, message, remedy in _mistakes(raw)]:
        raise ViolationsError(found)
    because = raw.get("because", ())
    return Case(
        **{name: value for name, value in raw.items() if name not in {"because", "replace", "delete"}}
        | {"executable": tuple(raw.get("executable", ()))},
        file=file,
        because=(because,) if isinstance(because, str) else tuple(because),
        replace=tuple((one["path"], one["old"], one["new"]) for one in raw.get("replace", ())),
        delete=tuple(raw.get("delete", {}).get("paths", ())),
    )


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file; ViolationsError where it is none."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ViolationsError([Violation(str(file), "", f"cannot be read as TOML: {error}")]) from error


def _mistakes(raw: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Key, what was found and expected, remedy."""
    for key in raw:
        if key not in KEYS:
            yield key, "unknown key", nearest(key, KEYS)
    for key in _TEXTS:
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            yield key, _expected("a text", raw, key), ""
    yield from _mistaken_verdict(raw)
    for key in (*_TABLES, *_FILES):
        if not isinstance(raw.get(key, {}), dict):
            yield key, _expected("a table", raw, key), f"write [{key}]"
    for key in _FILES:
        yield from _mistaken_texts(raw.get(key, {}), key)
    yield from _mistaken_lists(raw)


def _mistaken_verdict(raw: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    verdict, because = raw.get("verdict"), raw.get("because")
    if isinstance(verdict, str) and verdict not in VERDICTS:
        yield "verdict", f"unknown verdict {verdict!r}", nearest(verdict, VERDICTS)
    named = [because] if isinstance(because, str) else because if isinstance(because, list) else []
    if verdict == "refused" and (not named or not all(isinstance(one, str) and one for one in named)):
        yield "because", _expected("a text, or an array of texts", raw, "because"), "name the rule that must be told"
    if verdict == "landed" and because is not None:
        yield "because", "a completion that lands has no reason to be refused", "take the key out"


def _mistaken_texts(table: object, key: str) -> Iterator[tuple[str, str, str]]:
    for path, text in table.items() if isinstance(table, dict) else ():
        place = f'{key}."{path}"'
        if not isinstance(text, str):
            yield place, f"expected a text, found {text!r}", ""
        elif key not in {"rename", "link"} and text.startswith(BASE64) and not _is_base64(text):
            yield place, "not base64", ""
        if path.startswith("/") or ".." in path.split("/"):
            yield place, "expected a path that is relative and without `..`", ""


def _mistaken_lists(raw: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    replace, delete = raw.get("replace", []), raw.get("delete", {})
    if not isinstance(replace, list):
        yield "replace", _expected("an array of tables", raw, "replace"), "write [[replace]]"
        replace = []
    for number, one in enumerate(replace):
        if (
            not isinstance(one, dict)
            or sorted(one) != sorted(_REPLACE)
            or not all(isinstance(v, str) for v in one.values())
        ):
            found = ", ".join(one) if isinstance(one, dict) else repr(one)
            yield f"replace[{number}]", f"expected the texts path, old and new, found {found}", ""
    if not isinstance(delete, dict) or set(delete) - {"paths"} or not _are_texts(delete.get("paths", [])):
        yield "delete", _expected("the key `paths` with an array of texts", raw, "delete"), ""
    if not _are_texts(raw.get("executable", [])):
        yield "executable", _expected("an array of texts", raw, "executable"), ""
    if not isinstance(raw.get("submitted", False), bool):
        yield "submitted", _expected("true or false", raw, "submitted"), ""


def _expected(what: str, raw: dict[str, Any], key: str) -> str:
    return f"expected {what}, found {raw[key]!r}" if key in raw else f"expected {what}, and it is missing"


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_base64(text: str) -> bool:
    try:
        content(text)
    except binascii.Error:
        return False
    return True
