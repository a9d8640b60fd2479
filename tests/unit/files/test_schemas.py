"""What the schemas find wrong, and how it is told."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.errors import ViolationsError
from bailiwick.files import conventions, schemas
from bailiwick.files.json_source import Source
from bailiwick.files.schemas import accepts, violations
from jsonschema import Draft202012Validator

from tests.support.shared_files import SCHEMAS, structure, task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TASK_LIST = (SCHEMAS / "task_list.schema.json").read_text(encoding="utf-8")
STRUCTURE = (SCHEMAS / "project_structure.schema.json").read_text(encoding="utf-8")


def told(value: object, schema: str = TASK_LIST) -> list[str]:
    source = Source.parse(json.dumps(value), "f.json")
    return [str(v).removeprefix("f.json:1 ") for v in violations(source.value, schema, source, "f.json")]


def test_the_shipped_schemas_and_no_others_are_taken_as_valid_without_being_judged() -> None:
    shipped = [*SCHEMAS.glob("*.json"), conventions.SCHEMA, *conventions.SHIPPED.parent.glob("*.schema.json")]
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    for text in texts:
        Draft202012Validator.check_schema(json.loads(text))
    assert {schemas.digest(text) for text in texts} == schemas._VALID


@pytest.mark.parametrize("value", [{"tasks": []}, [], {"tasks": [task(1)]}, [task("T-1", other={"x": 1})]])
def test_valid_lists(value: object) -> None:
    assert told(value) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            3,
            [
                (
                    "$: expected an object or an array, found 3 (for example "
                    '{"tasks": [{"id": 1, "title": "Percentage discounts", "as...)'
                )
            ],
            id="number",
        ),
        pytest.param(
            {"task": []}, ['$: the property "tasks" is missing (write "tasks" for "task")'], id="misspelt list"
        ),
        pytest.param(
            [task(1, status="in progress")],
            [
                (
                    '$[0].status: "in progress" is not one of: not_started, in_progress, blocked, review_feedback, '
                    'done (did you mean "in_progress"?)'
                )
            ],
            id="misspelt status",
        ),
        pytest.param(
            [{"id": 1, "titel": "x", "assigned_to": "a", "status": "done", "blocked_by": []}],
            [
                '$[0]: the property "title" is missing (write "title" for "titel")',
                (
                    '$[0]: the property "description" is missing (for example "A basket can carry a discount in per '
                    "cent; the total is ...)"
                ),
            ],
            id="missing fields",
        ),
        pytest.param(
            [task(1, id=None)], ["$[0].id: expected an integer or a string, found null (for example 7)"], id="id"
        ),
        pytest.param(
            [task("a b")], ['$[0].id: expected a match of ^\\S+$, found "a b" (for example 7)'], id="id with a space"
        ),
        pytest.param(
            [task(1, title="")], ['$[0].title: must not be empty (for example "Percentage discounts")'], id="empty"
        ),
        pytest.param(
            [task(1, blocked_by=[2, 2])],
            ["$[0].blocked_by: [2, 2] has non-unique elements (for example [])"],
            id="twice",
        ),
        pytest.param(
            [task(1, outputs={"evidence": {"outcome": "pass"}})],
            [
                (
                    '$[0].outputs.evidence.outcome: "pass" is not one of: passed, failed, could_not_run '
                    '(did you mean "passed"?)'
                )
            ],
            id="evidence",
        ),
    ],
)
def test_broken_lists(value: object, expected: list[str]) -> None:
    assert sorted(told(value)) == sorted(expected)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"moduls": {}}, '$.moduls: unknown property "moduls" (did you mean "modules"?)', id="unknown property"
        ),
        pytest.param(
            {"agents": {"a": {"scope": {"allow": []}}}},
            '$.agents.a.scope.allow: unknown property "allow" (one of: deny, write)',
            id="unknown property, nothing near",
        ),
        pytest.param(
            {"agents": {"a": {"coder": "scriptet"}}},
            '$.agents.a.coder: "scriptet" is not one of: auto, api, scripted (did you mean "scripted"?)',
            id="enum",
        ),
        pytest.param(
            {"agents": {"a": {"commit_subject": "("}}},
            '$.agents.a.commit_subject: expected a valid regex, found "(" (for example '
            '"^(feat|fix)\\\\(pricing\\\\): \\\\S.{0,70}$")',
            id="regex",
        ),
        pytest.param(
            {"agents": {"a": {"limits": {"turns": -1}}}},
            "$.agents.a.limits.turns: -1 is less than the minimum of 0 (for example 60)",
            id="minimum",
        ),
        pytest.param(
            {"modules": {"a b": {"path": "x", "agent": "a"}}},
            '$.modules["a b"]: the name "a b" does not match ^[A-Za-z0-9][A-Za-z0-9._-]*$ (Letters, digits, hyphens, '
            "full stops and underscores, beginning with a letter or digit.)",
            id="name",
        ),
        pytest.param(
            {"modules": {"m": {"path": [], "agent": ""}}},
            '$.modules.m.path: must not be empty (for example "modules/pricing")',
            id="no directory",
        ),
        pytest.param(
            {"modules": {"m": {"path": "x", "agent": "a", "checks": {"t": "pytest"}}}},
            '$.modules.m.checks.t: expected an array or an object, found "pytest" (for example ["pytest", "-q"])',
            id="command",
        ),
    ],
)
def test_broken_maps(changes: dict[str, Any], expected: str) -> None:
    assert expected in told(structure(**changes), STRUCTURE)


def test_alternatives_are_told_by_the_one_that_fits_best() -> None:
    schema = json.dumps({"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]})
    assert told({"a": "x"}, schema) == ['$.a: expected an integer, found "x"']


def test_lines_are_those_of_the_source() -> None:
    source = Source.parse(json.dumps([task(1), task(2, status="x")], indent=2), "f.json")
    assert [v.line for v in violations(source.value, TASK_LIST, source, "f.json")] == [14]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        pytest.param("{", "s.json:1: not valid JSON: ", id="not JSON"),
        pytest.param(
            '{\n"type": "strin"}',
            "s.json:2 $.type: not a valid JSON Schema: 'strin' is not valid under any of the given schemas",
            id="not a schema",
        ),
        pytest.param(
            '{"$ref": "http://127.0.0.1:9/x.json"}',
            's.json: the reference "http://127.0.0.1:9/x.json" leads nowhere (references must stay inside',
            id="elsewhere",
        ),
        pytest.param('{"$ref": "#/$defs/x"}', 's.json: the reference "/$defs/x" leads nowhere', id="dangling"),
    ],
)
def test_an_unusable_schema_is_named(schema: str, message: str) -> None:
    source = Source.parse("3", "f.json")
    with pytest.raises(ViolationsError) as caught:
        violations(3, schema, source, "f.json", schema_file="s.json")
    assert str(caught.value).startswith(message)


def test_no_schema_is_fetched() -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            with pytest.raises(ViolationsError, match="leads nowhere"):
                told(3, json.dumps({"$ref": f"http://127.0.0.1:{server.server_port}/x.json"}))
        finally:
            server.shutdown()
    assert asked == []


def test_a_part_of_a_schema_may_refer_to_the_whole() -> None:
    schema = json.dumps({"$defs": {"small": {"maximum": 3}}, "type": "string"})
    assert accepts(2, schema, {"$ref": "#/$defs/small"})
    assert not accepts(4, schema, {"$ref": "#/$defs/small"})
    assert not accepts(4, schema)


@pytest.mark.parametrize("file", sorted(SCHEMAS.iterdir()), ids=lambda file: file.name)
def test_everything_in_the_schemas_is_documented_and_the_examples_fit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    schema = json.loads(text)
    lacking = [
        f"{path} {name}"
        for path, part in _documented(schema, "$")
        for name in ("title", "description", "examples")
        if name not in part and "$ref" not in part
    ]
    assert lacking == []
    wrong = [
        (path, example)
        for path, part in _documented(schema, "$")
        for example in part.get("examples", ())
        if not (file.name.startswith("status") and path == "$") and not accepts(example, text, part)
    ]
    assert wrong == []


def _documented(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each named part; parts of a transition rule are told by the rule's own description."""
    yield path, schema
    for holder in ("properties", "$defs"):
        for name, part in schema.get(holder, {}).items():
            if not set(part) <= {"properties", "const", "minItems", "maxItems"}:
                yield from _documented(part, f"{path}.{name}")
