"""What is a legitimate change, and is a file of them well formed? `legitimate/README.md` describes the keys."""

from __future__ import annotations

import base64
import binascii
import shlex
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain.structure import Isolation
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MODULE = "pricing"
HOME = f"modules/{MODULE}"
"""The module's directory where a file says nothing else."""
BINARY = "base64:"
"""Begins a content that is not text."""


@dataclass(frozen=True)
class Change:
    """One entry of a file; all paths are relative to `home`, or with a leading slash to the repository."""

    file: str
    title: str
    home: str
    made: Mapping[str, Any]

    def of(self, key: str) -> Any:
        """The value of a key; an empty table where it is left out."""
        return self.made.get(key, {})

    def where(self, path: str) -> str:
        """The path relative to the repository."""
        return where(path, self.home)

    def arrives(self) -> tuple[str, ...]:
        """Globs of the paths in the repository that must differ once the change is made."""
        if "arrives" in self.made:
            return tuple(self.where(path) for path in self.made["arrives"])
        named = [path for key in _NAMING for path in self.of(key)]
        moved = [path for pair in self.of("rename").items() for path in pair]
        return (*map(self.where, (*named, *moved)), *(f"shared/api/{MODULE}/{name}" for name in self.of("contract")))

    def script(self) -> str:
        """What the shell does, empty where it has nothing to do."""
        lines = [f"rm -r -- {self._quoted(path)}" for path in self.of("delete")]
        for old, new in self.of("rename").items():
            lines += [self._parent(new), f"mv -- {self._quoted(old)} {self._quoted(new)}"]
        for path, text in (*self.of("binary").items(), *self.of("ignored").items()):
            encoded = text if path in self.of("binary") else base64.b64encode(content(text)).decode()
            lines += [self._parent(path), f"base64 -d > {self._quoted(path)} <<'END'\n{encoded}\nEND"]
        for path, size in self.of("size").items():
            lines += [self._parent(path), f"head -c {size} /dev/urandom > {self._quoted(path)}"]
        lines += [f"chmod +x -- {self._quoted(path)}" for path in self.of("executable")]
        lines += [f"chmod -x -- {self._quoted(path)}" for path in self.of("plain")]
        if command := self.of("run"):
            lines.append(f"cd {shlex.quote(self.home)}\n{command}")
        return "\n".join(("set -eu", *lines)) if lines else ""

    def _quoted(self, path: str) -> str:
        return shlex.quote(self.where(path))

    def _parent(self, path: str) -> str:
        return f"mkdir -p -- {shlex.quote(self.where(path).rpartition('/')[0])}"


@dataclass(frozen=True)
class Batch:
    """The changes of one file, and where they are made."""

    file: str
    """Its name without the ending."""
    settings: Mapping[str, Any]
    changes: tuple[Change, ...] = field(default=())

    @property
    def home(self) -> str:
        """The module's first directory."""
        return _home(self.settings)


def where(path: str, home: str) -> str:
    """The path relative to the repository."""
    return path[1:] if path.startswith("/") else f"{home}/{path}"


def content(text: str) -> bytes:
    """The bytes of a content as a file of changes writes it."""
    return base64.b64decode(text.removeprefix(BINARY)) if text.startswith(BINARY) else text.encode()


def load(directory: Path) -> list[Batch]:
    """Read every `*.toml` of a directory, by name.

    Raises:
        InputError: there is none, or some are not of the form; says file, entry, key and what is expected, all of them.
    """
    files = sorted(directory.glob("*.toml"))
    if not files:
        raise InputError(f"{directory} holds no file of changes: put files like {directory}/<name>.toml there")
    found, wrong = [], []
    for file in files:
        try:
            found.append(parse(file.read_text(encoding="utf-8"), file))
        except UnicodeDecodeError as error:
            wrong.append(f"{file}: not UTF-8 text: {error}")
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def parse(text: str, file: Path) -> Batch:
    """Read the text of one file; InputError where it is not of the form."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: not TOML: {error}") from None
    if wrong := [f"{file}: {told}" for told in _problems(data)]:
        raise InputError("\n".join(wrong))
    home = _home(data)
    changes = tuple(Change(file.stem, made["title"], home, made) for made in data.pop("change"))
    return Batch(file.stem, data, changes)


_NAMING = ("create", "replace", "delete", "executable", "plain", "size", "binary")
"""Keys whose paths differ afterwards."""
_TEXTS, _TABLE = "an array of texts", "a table"
_CONTENTS = "a table of path and content, which is text or base64: and base64"
_FORMS = {
    "title": "a text that is not empty",
    "create": "a table of path and text",
    "replace": "a table of path and [old text, new text]",
    "contract": "a table of name and text",
    "delete": _TEXTS,
    "executable": _TEXTS,
    "plain": _TEXTS,
    "rename": "a table of old and new path",
    "size": "a table of path and bytes, a whole number above 0",
    "binary": "a table of path and base64",
    "ignored": _CONTENTS,
    "run": "a text that is not empty",
    "arrives": _TEXTS,
    "needs": "an array of texts: programs that must start in the sandbox",
    "not_in": f"a table of sandbox ({', '.join(list(Isolation)[1:])}) and the reason, a text that is not empty",
}
"""Keys of a change and what each holds."""
_SETTINGS = {
    "base": _CONTENTS,
    "executable": _TEXTS,
    "link": "a table of path and target",
    "submodule": "a table of path and the commit's id",
    "module": _TABLE,
    "scope": _TABLE,
    "agents": "a table of name and a table",
    "change": "an array of tables, one for each change, and not empty",
}


def _home(data: Mapping[str, Any]) -> str:
    path = data.get("module", {}).get("path", HOME)
    return str(path[0] if isinstance(path, list) else path)


def _problems(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _of_keys(data, _SETTINGS, "")
    if "change" not in data:
        yield f"change: is missing; expected {_SETTINGS['change']}"
    elif _fits("change", data["change"]):
        yield from _of_changes(data["change"])


def _of_changes(changes: list[dict[str, Any]]) -> Iterator[str]:
    titles: set[str] = set()
    for i, made in enumerate(changes, start=1):
        title = made.get("title", "")
        entry = f"change {i} ({title}): " if isinstance(title, str) and title else f"change {i}: "
        yield from _of_keys(made, _FORMS, entry)
        yield from _of_change(made, entry)
        if isinstance(title, str) and title in titles:
            yield f"{entry}title: stands twice in this file; expected one of its own"
        titles.add(str(title))


def _of_keys(table: Mapping[str, Any], forms: Mapping[str, str], entry: str) -> Iterator[str]:
    for key, value in table.items():
        if key not in forms:
            yield f"{entry}{key}: there is no such key ({nearest(key, forms)})"
        elif not _fits(key, value):
            yield f"{entry}{key}: expected {forms[key]}, found {value!r:.80}"


def _of_change(made: Mapping[str, Any], entry: str) -> Iterator[str]:
    if "title" not in made:
        yield f"{entry}title: is missing; expected {_FORMS['title']}"
    if "run" in made and "arrives" not in made:
        yield f"{entry}arrives: is missing; beside `run` it must list the paths that differ afterwards"
    if not made.keys() - {"title", "arrives", "needs", "not_in"}:
        makers = ", ".join((*_NAMING, "rename", "contract", "ignored", "run"))
        yield f"{entry}it changes nothing; expected at least one of {makers}"


def _fits(key: str, value: Any) -> bool:
    return all(_is(key, k, v) for k, v in value.items()) if isinstance(value, dict) else _is_plain(key, value)


def _is(key: str, name: str, value: Any) -> bool:
    """Tell whether a table may hold this under this name."""
    match key:
        case "module" | "scope":
            return True
        case "agents":
            return isinstance(value, dict)
        case "replace":
            return _are_texts(value) and len(value) == 2
        case "size":
            return isinstance(value, int) and not isinstance(value, bool) and value > 0
        case "binary":
            return _is_base64(value)
        case "base" | "ignored":
            text = isinstance(value, str)
            return text and (not value.startswith(BINARY) or _is_base64(value.removeprefix(BINARY)))
        case "not_in":
            return name in list(Isolation)[1:] and isinstance(value, str) and bool(value.strip())
        case "create" | "contract" | "rename" | "link" | "submodule":
            return isinstance(value, str)
    return False


def _is_plain(key: str, value: Any) -> bool:
    """Tell whether a key may hold this, which is no table."""
    match key:
        case "title" | "run":
            return isinstance(value, str) and bool(value.strip())
        case "delete" | "executable" | "plain" | "arrives" | "needs":
            return _are_texts(value)
        case "change":
            return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
    return False


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_base64(value: Any) -> bool:
    try:
        return isinstance(value, str) and base64.b64decode(value, validate=True) is not None
    except binascii.Error:
        return False
