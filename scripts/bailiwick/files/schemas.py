"""The only home of `jsonschema`: does a value fit a schema that a team may edit, and if not, what is wrong where?

`jsonschema` is imported on first use, so that whoever needs no schema does not pay for it. Nothing is ever fetched.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bailiwick.domain.violation import Violation, nearest
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import Source
from bailiwick.files.typed_json import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from bailiwick.domain.broken import JsonPath

_VALID = frozenset(
    {
        "9b9e2d0e24f900114a171f1c7e7bb71b",  # project_structure
        "1be1635f3a993fe9e7e8ed05e7b85884",  # status_transition
        "8467380302c8afcebbdd6f55703ebd5e",  # task_list
        "17e4b3dc6642908d2d5f75731fb705ae",  # raw_test_plan
        "4a534d9d47fe1a0f9d0a1b7cac8a385c",  # convention
    }
)
"""Digests of the shipped schemas, known to be valid: judging them anew was a third of the time of each command."""
_TYPES = {"array": "an array", "object": "an object", "integer": "an integer"}


def violations(
    value: Any, schema_text: str, source: Source, file: str, *, schema_file: str = "the schema"
) -> list[Violation]:
    """Judge a value by a JSON Schema (Draft 2020-12, `format` included).

    Args:
        value: the value to judge; `source.value` or a part that stands at the same paths.
        schema_text: the schema's own text.
        source: where the value was read from, for the lines.
        file: the file named in the violations.
        schema_file: the file named where the schema itself is unusable.

    Returns:
        Every error, each with JSON path, line, what was expected, and the nearest valid name or value.

    Raises:
        ViolationsError: the schema itself is unusable.
    """
    validator = compiled(schema_text, schema_file)
    found = [
        Violation(file, v.path, v.message, v.line, v.remedy)
        for error in _errors(validator, value, schema_file)
        for v in _described(error, source)
    ]
    return list(dict.fromkeys(found))


def accepts(
    value: Any, schema_text: str, part: Mapping[str, Any] | bool | None = None, *, schema_file: str = "the schema"
) -> bool:
    """Tell whether a value fits a schema, or just a part of it; references in a part lead into the whole schema."""
    validator: Validator = compiled(schema_text, schema_file)
    if part is not None:
        validator = validator.evolve(schema=part)
    return not _errors(validator, value, schema_file, first=True)


@lru_cache(maxsize=32)
def compiled(schema_text: str, schema_file: str = "the schema") -> Draft202012Validator:
    """Read a schema; raises ViolationsError where it is no JSON or no valid schema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing import Registry

    source = Source.parse(schema_text, schema_file)
    try:
        if digest(schema_text) not in _VALID:
            Draft202012Validator.check_schema(source.value)
    except SchemaError as error:
        message = f"not a valid JSON Schema: {error.message}"
        raise ViolationsError([source.violation(tuple(error.absolute_path), message, "correct the schema")]) from None
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(source.value, format_checker=checker, registry=Registry())


def digest(schema_text: str) -> str:
    """Return the name of a schema's text in `_VALID`."""
    return hashlib.sha256(schema_text.encode()).hexdigest()[:32]


def _errors(validator: Validator, value: Any, schema_file: str, *, first: bool = False) -> list[ValidationError]:
    from referencing.exceptions import Unresolvable

    try:
        if first:
            return [error] if (error := next(validator.iter_errors(value), None)) else []
        return list(validator.iter_errors(value))
    except Unresolvable as error:
        message = f"the reference {json.dumps(error.ref)} leads nowhere"
        remedy = "references must stay inside the file: #/$defs/..."
        raise ViolationsError([Violation(schema_file, "", message, remedy=remedy)]) from None


def _described(error: ValidationError, source: Source) -> Iterator[Violation]:
    error = _deepest(error)
    path: JsonPath = tuple(error.absolute_path)
    schema, rule, instance = _schema(error), _rule(error), _instance(error)
    match error.validator:
        case "required":
            yield _missing(error, path, source)
        case "additionalProperties" if rule is False:
            known = schema.get("properties", {})
            for name in instance:
                if name not in known:
                    yield source.violation((*path, name), f"unknown property {brief(name)}", nearest(name, known))
        case "enum" if "propertyNames" in error.absolute_schema_path:
            yield source.violation((*path, instance), f"unknown name {brief(instance)}", nearest(instance, rule))
        case "enum":
            yield _no_such_value(error, path, source)
        case "type":
            expected = rule if isinstance(rule, list) else [rule]
            words = " or ".join(_TYPES.get(name, f"a {name}") for name in expected)
            yield source.violation(path, f"expected {words}, found {brief(instance)}", _example(schema))
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            message = f"the name {brief(instance)} does not match {rule}"
            yield source.violation((*path, instance), message, str(schema.get("description", "")))
        case "format" | "pattern":
            wanted = "a valid" if error.validator == "format" else "a match of"
            yield source.violation(path, f"expected {wanted} {rule}, found {brief(instance)}", _example(schema))
        case "minLength" | "minItems" if rule == 1:
            yield source.violation(path, "must not be empty", _example(schema))
        case _:
            yield source.violation(path, _shortened(error.message), _example(schema))


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _rule(error: ValidationError) -> Any:
    return error.validator_value


def _instance(error: ValidationError) -> Any:
    return error.instance


def _deepest(error: ValidationError) -> ValidationError:
    """Of the alternatives of anyOf and oneOf, take the one that fits best."""
    if not error.context:
        return error
    from jsonschema.exceptions import best_match

    return best_match([error]) or error


def _missing(error: ValidationError, path: JsonPath, source: Source) -> Violation:
    known = _schema(error).get("properties", {})
    missing = next(name for name in _rule(error) if error.message.startswith(f"{name!r} is a required"))
    close = difflib.get_close_matches(missing, [name for name in _instance(error) if name not in known], n=1)
    remedy = f'write "{missing}" for "{close[0]}"' if close else _example(known.get(missing, {}))
    return source.violation(path, f'the property "{missing}" is missing', remedy)


def _no_such_value(error: ValidationError, path: JsonPath, source: Source) -> Violation:
    allowed = [value if isinstance(value, str) else json.dumps(value) for value in _rule(error)]
    guess = nearest(error.instance, allowed) if isinstance(error.instance, str) else ""
    message = f"{brief(error.instance)} is not one of: {', '.join(allowed)}"
    return source.violation(path, message, guess if guess.startswith("did") else "")


def _example(schema: Any) -> str:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f"for example {brief(examples[0])}" if examples else ""


def _shortened(message: str) -> str:
    return message if len(message) <= 160 else f"{message[:100]} ... {message[-50:]}"
