"""What is a vector, and is a file of one well formed?"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any

from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError
from bailiwick.sandbox.probe import KINDS

from tests.escape.needs import NEEDS
from tests.escape.template import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

WAYS = ("shell", "tool", "commit", "tree", "run")
LAYERS = ("tool", "kernel", "commit", "landing")
TAKINGS = ("add", "copy")


@dataclass(frozen=True)
class Witness:
    """One thing that is true after a vector has succeeded; `kind` is the only key of its table beside `over`."""

    kind: str
    value: Any
    over: int = 0

    def __str__(self) -> str:
        return self.kind if self.value is True else f"{self.kind} {self.value}"


@dataclass(frozen=True)
class Vector:
    """One way of trying to get out; the fields are the keys of its file, see README.md."""

    name: str
    """`<group>/<name>`, from the place of the file; not a key."""
    title: str
    by: str
    stopped_by: tuple[str, ...]
    """Layers each of which must stop it alone, strongest first."""
    witness: tuple[Witness, ...]
    script: str = ""
    beside: str = ""
    calls: tuple[dict[str, Any], ...] = ()
    repeat: int = 1
    taking: str = "add"
    needs: tuple[str, ...] = ()
    open_in: tuple[tuple[str, str], ...] = ()
    """Sandbox and reason: known to get through there."""
    task: tuple[tuple[str, Any], ...] = ()
    agent_file: str = ""
    limits: tuple[tuple[str, Any], ...] = ()
    """Of the module, in place of those of the template."""

    @property
    def at_once(self) -> tuple[Witness, ...]:
        """Witnesses that are looked for as soon as the attempt has ended."""
        return tuple(w for w in self.witness if WITNESSES[w.kind].at_once)

    @property
    def later(self) -> tuple[Witness, ...]:
        """Witnesses that are looked for after the engine has taken up and landed what it would."""
        return tuple(w for w in self.witness if not WITNESSES[w.kind].at_once)


@dataclass(frozen=True)
class Kind:
    """A kind of witness: the type of its value, and when it is looked for."""

    type: type
    at_once: bool = True


WITNESSES = {
    "written": Kind(str),
    "told": Kind(str),
    "contacted": Kind(str),
    "alive": Kind(bool),
    "harmed": Kind(bool),
    "device": Kind(str),
    "moved": Kind(str),
    "number": Kind(str),
    "printed": Kind(bool),
    "waited": Kind(bool),
    "landed": Kind(str, at_once=False),
    "published": Kind(str, at_once=False),
    "task_changed": Kind(str, at_once=False),
    "ran": Kind(str, at_once=False),
    "hung": Kind(bool, at_once=False),
}

_LISTS: dict[str, type] = {"stopped_by": str, "needs": str, "calls": dict, "witness": dict}
_TABLES = ("open_in", "task", "limits")
_NUMBERS = ("repeat",)
_KEYS = {f.name: f for f in fields(Vector) if f.name != "name"}
_CHOICES = {"by": WAYS, "taking": TAKINGS, "stopped_by": LAYERS}


def load(directory: Path) -> list[Vector]:
    """Read every `*.toml` below a directory, by name.

    Raises:
        InputError: there is none, or some are not of the form; says file, key and what to do, all of them.
    """
    files = sorted(directory.rglob("*.toml"))
    if not files:
        raise InputError(f"{directory} holds no vector: put files like {directory}/<group>/<name>.toml there")
    found, wrong = [], []
    for file in files:
        try:
            found.append(parse(file.read_text(encoding="utf-8"), file, name=_name(file, directory)))
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def parse(text: str, file: Path, *, name: str) -> Vector:
    """Read the text of one file; InputError where it is not of the form."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: not TOML: {error}") from None
    wrong = [f"{file}: {told}" for told in (*_keys(data), *_values(data))]
    if wrong:
        raise InputError("\n".join(wrong))
    given = {key: _frozen(key, value) for key, value in data.items()}
    return Vector(name=name, **given)


def _name(file: Path, directory: Path) -> str:
    path = file.relative_to(directory).with_suffix("")
    return path.as_posix() if len(path.parts) > 1 else f"{directory.name}/{path}"


def _keys(data: dict[str, Any]) -> list[str]:
    wrong = [f"{key}: there is no such key ({nearest(key, _KEYS)})" for key in data if key not in _KEYS]
    needed = [name for name, field in _KEYS.items() if field.default is MISSING]
    wrong += [
        f"{key}: is missing; README.md of the escape suite says what it holds" for key in needed if key not in data
    ]
    needs = {"shell": "script", "commit": "script", "tree": "script", "tool": "calls", "run": "calls"}
    by = data.get("by")
    if by in needs and needs[by] not in data:
        wrong.append(f'{needs[by]}: is missing; by = "{by}" needs it')
    return wrong


def _values(data: dict[str, Any]) -> list[str]:
    wrong = [told for key, value in data.items() if key in _KEYS for told in _value(key, value)]
    wrong += [f"{key}: must not be empty" for key in ("witness", "stopped_by") if data.get(key) == []]
    if not wrong and data.get("by") in {"commit", "tree"}:
        kinds = [kind for table in data["witness"] for kind in table if kind in WITNESSES and WITNESSES[kind].at_once]
        wrong += [f'witness: {kind}: is not looked at where by = "{data["by"]}"; use landed' for kind in kinds]
    return wrong


def _value(key: str, value: Any) -> list[str]:
    expected = dict if key in _TABLES else int if key in _NUMBERS else list if key in _LISTS else str
    if not _is(value, expected):
        return [f"{key}: expected {_called(expected)}, found {value!r}"]
    if key in _LISTS and (bad := [v for v in value if not isinstance(v, _LISTS[key])]):
        return [f"{key}: expected an array of {_called(_LISTS[key])}s, found {bad[0]!r}"]
    match key:
        case "by" | "taking" | "stopped_by" | "needs":
            known = {**_CHOICES, "needs": tuple(NEEDS)}[key]
            given = value if isinstance(value, list) else [value]
            return [f"{key}: {v!r} is unknown ({nearest(v, known)})" for v in given if v not in known]
        case "open_in":
            wrong = [f"open_in: {v!r} is unknown ({nearest(v, KINDS)})" for v in value if v not in KINDS]
            return wrong + [f"open_in: {k}: say why, found {v!r}" for k, v in value.items() if not isinstance(v, str)]
        case "limits":
            return [f"limits: {k!r} is unknown ({nearest(k, LIMITS)})" for k in value if k not in LIMITS]
        case "witness":
            return [f"witness[{i}]: {told}" for i, table in enumerate(value) for told in _witness(table)]
        case "calls":
            return [f"calls[{i}]: tool: is missing" for i, table in enumerate(value) if "tool" not in table]
    return []


def _is(value: object, expected: type) -> bool:
    return type(value) is expected  # true is no whole number


def _witness(table: dict[str, Any]) -> list[str]:
    kinds = [key for key in table if key != "over"]
    if len(kinds) != 1:
        return [f"expected one of {', '.join(WITNESSES)}, found {', '.join(table) or 'nothing'}"]
    kind = kinds[0]
    if kind not in WITNESSES:
        return [f"{kind}: there is no such witness ({nearest(kind, WITNESSES)})"]
    if not isinstance(table[kind], WITNESSES[kind].type):
        return [f"{kind}: expected {_called(WITNESSES[kind].type)}, found {table[kind]!r}"]
    if (kind in {"number", "printed"}) != isinstance(table.get("over"), int):
        return [f"over: {'is missing' if kind in {'number', 'printed'} else 'belongs to number and printed alone'}"]
    return []


def _frozen(key: str, value: Any) -> Any:
    if key == "witness":
        return tuple(_read_witness(table) for table in value)
    if key in _TABLES:
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


def _read_witness(table: dict[str, Any]) -> Witness:
    kind = next(key for key in table if key != "over")
    return Witness(kind, table[kind], table.get("over", 0))


def _called(expected: type) -> str:
    return {str: "a text", bool: "true", int: "a whole number", list: "an array", dict: "a table"}[expected]
