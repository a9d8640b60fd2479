"""Conventions as values: what does a convention's file say? Standard library only, because the hooks ask it too.

The shipped ones lie in the package, a team's own in `shared/conventions/`, under names of their own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.domain.broken import Broken
from bailiwick.domain.convention import (
    CommitPolicy,
    Convention,
    ConventionLimits,
    ConventionScope,
    Input,
    Log,
    Param,
    Part,
    RefusedCommand,
    ReportForm,
)
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import Source
from bailiwick.files.paths import CONVENTIONS
from bailiwick.files.typed_json import Reader, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bailiwick.domain.broken import JsonPath

SHIPPED = Path(__file__).resolve().parent.parent / "conventions/shipped"
SCHEMA = SHIPPED / "convention.schema.json"


@cache
def shipped_names() -> tuple[str, ...]:
    """Names of the conventions that come with the engine, sorted."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.json") if path != SCHEMA))


def path_of(name: str) -> str:
    """Where a team's own convention of that name lies."""
    return f"{CONVENTIONS}/{name}.json"


def named(name: str, text_of: Callable[[str], str | None]) -> Convention | None:
    """Return a convention by its name, shipped or the team's own; None where there is none.

    Raises:
        ViolationsError: it cannot be read; never a guess, for it takes away from scopes.
    """
    if name in shipped_names():
        return _shipped(name)
    text = text_of(path_of(name))
    return None if text is None else _read(text, path_of(name))


@cache
def _shipped(name: str) -> Convention:
    path = SHIPPED / f"{name}.json"
    return _read(path.read_text(encoding="utf-8"), path.name)


def _read(text: str, file: str) -> Convention:
    source = Source.parse(text, file)
    convention, problems = interpret(source)
    if violations := [*source.duplicates, *(source.violation(*problem) for problem in problems)]:
        raise ViolationsError(violations)
    return convention


def interpret(source: Source) -> tuple[Convention, list[Broken]]:
    """Read as much of a convention as has the right type, and say what has not."""
    reader = Reader()
    value = source.value
    if not isinstance(value, dict):
        return Convention(), [Broken((), f"expected an object, found {brief(value)}")]
    roles = {role: _sections(reader, raw, ("roles", role)) for role, raw in reader.objects(value, "roles", ())}
    convention = Convention(
        name=reader.text(value, "name", ()),
        description=reader.text(value, "description", ()),
        roles=roles,
        **_sections(reader, value, ()),
    )
    return convention, reader.problems


def _sections(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> dict[str, Any]:
    """Those parts of a convention that `raw` holds, under the names of its fields."""
    found = {key: read(reader, raw, at) for key, read in _READERS.items() if key in raw}
    found |= {key: reader.texts(raw, key, at) for key in _TEXTS if key in raw}
    found |= {key: reader.flag(raw, key, at, default=True) for key in ("needs_review",) if key in raw}
    return found | {key: reader.text(raw, key, at) for key in ("kind", "feedback") if key in raw}


def _params(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> dict[str, Param]:
    at = (*at, "params")
    default = Param()
    return {
        name: Param(
            pattern=reader.pattern(given, "pattern", (*at, name), default.pattern),
            required=reader.flag(given, "required", (*at, name), default=default.required),
            default=reader.text(given, "default", (*at, name)),
            latest_in=reader.text(given, "latest_in", (*at, name)),
        )
        for name, given in reader.objects(raw, "params", at[:-1])
    }


def _inputs(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> tuple[Input, ...]:
    return tuple(
        Input(
            path=reader.text(given, "path", place),
            required=reader.flag(given, "required", place),
            section=reader.text(given, "section", place),
            room=int(reader.number(given, "room", place, 0)),
            expects=reader.pattern(given, "expects", place),
            otherwise=reader.text(given, "otherwise", place),
            sections=reader.texts(given, "sections", place),
            note=reader.flag(given, "note", place),
            form=reader.text(given, "form", place),
            read_as=reader.text(given, "read_as", place),
        )
        for place, given in _listed(reader, raw, "inputs", at)
    )


def _scope(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> ConventionScope:
    given = reader.object(raw, "scope", at)
    return ConventionScope(
        *(reader.texts(given, key, (*at, "scope")) for key in ("only", "deny", "read_only", "no_new"))
    )


def _report(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> ReportForm:
    given, at = reader.object(raw, "report", at), (*at, "report")
    default = ReportForm()
    return ReportForm(
        by=reader.text(given, "by", at, default.by),
        title=reader.text(given, "title", at),
        parts=tuple(_part(reader, part, place) for place, part in _listed(reader, given, "parts", at)),
        fields=reader.texts(given, "fields", at),
        store=reader.text(given, "store", at),
        tries=int(reader.number(given, "tries", at, default.tries)),
        unwrap=reader.flag(given, "unwrap", at),
        stops=_texts(reader, given, "stops", at),
        manual=reader.texts(given, "manual", at),
        specs=reader.text(given, "specs", at),
        sprint=reader.text(given, "sprint", at),
        contract=reader.text(given, "contract", at),
        done=_texts(reader, given, "done", at),
        testers=reader.texts(given, "testers", at),
    )


def _part(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> Part:
    return Part(
        name=reader.text(raw, "name", at),
        line=reader.text(raw, "line", at),
        words=reader.texts(raw, "words", at),
        item=reader.text(raw, "item", at),
        example=reader.text(raw, "example", at),
        fields=_patterns(reader, raw, "fields", at),
        empty=reader.text(raw, "empty", at),
    )


def _commit(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> CommitPolicy:
    given, at = reader.object(raw, "commit", at), (*at, "commit")
    return CommitPolicy(
        subject=reader.pattern(given, "subject", at),
        example=reader.text(given, "example", at),
        fallback=reader.text(given, "fallback", at),
        banned_words=reader.texts(given, "banned_words", at),
        trailers=reader.flag(given, "trailers", at, default=True),
    )


def _refused(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> tuple[RefusedCommand, ...]:
    return tuple(
        RefusedCommand(reader.pattern(given, "pattern", place), reader.text(given, "instead", place))
        for place, given in _listed(reader, raw, "refused_commands", at)
    )


def _rules(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> dict[str, Mapping[str, Any] | None]:
    """Settings by rule; None where a role takes a rule away."""
    given, at = reader.object(raw, "rules", at), (*at, "rules")
    return {
        name: None if given[name] is None or given[name] is False else reader.object(given, name, at) for name in given
    }


def _log(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> Log:
    given, at = reader.object(raw, "log", at), (*at, "log")
    default = Log()
    return Log(
        reader.text(given, "kind", at),
        reader.text(given, "path", at),
        reader.text(given, "checked", at, default.checked),
    )


def _limits(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> ConventionLimits:
    given, at = reader.object(raw, "limits", at), (*at, "limits")
    return ConventionLimits(
        failed_checks=int(reader.number(given, "failed_checks", at, 0)),
        circle=int(reader.number(given, "circle", at, 0)),
        revisions=int(reader.number(given, "revisions", at, 0)),
        reviews=int(reader.number(given, "reviews", at, 0)),
        iterations=int(reader.number(given, "iterations", at, 0)),
        redispatches=int(reader.number(given, "redispatches", at, 0)),
        reason=reader.text(given, "reason", at),
    )


def _texts(reader: Reader, raw: Mapping[str, Any], name: str, at: JsonPath) -> dict[str, str]:
    given = reader.object(raw, name, at)
    return {key: reader.text(given, key, (*at, name)) for key in given}


def _patterns(reader: Reader, raw: Mapping[str, Any], name: str, at: JsonPath) -> dict[str, str]:
    given = reader.object(raw, name, at)
    return {key: reader.pattern(given, key, (*at, name)) for key in given}


def _listed(
    reader: Reader, raw: Mapping[str, Any], name: str, at: JsonPath
) -> Iterator[tuple[JsonPath, Mapping[str, Any]]]:
    given = raw.get(name, [])
    for i, entry in enumerate(given if isinstance(given, list) else [given]):
        place = (*at, name, i)
        if isinstance(entry, dict):
            yield place, entry
        else:
            reader.problems.append(Broken(place, f"expected an object, found {brief(entry)}"))


_TEXTS = ("verdicts", "phases", "by_engine", "withheld", "tools", "checks", "subjects", "compare")


def _escalations(reader: Reader, raw: Mapping[str, Any], at: JsonPath) -> dict[str, str]:
    return _texts(reader, raw, "escalations", at)


_READERS: dict[str, Callable[[Reader, Mapping[str, Any], JsonPath], Any]] = {
    "escalations": _escalations,
    "params": _params,
    "inputs": _inputs,
    "scope": _scope,
    "report": _report,
    "commit": _commit,
    "refused_commands": _refused,
    "rules": _rules,
    "log": _log,
    "limits": _limits,
}
