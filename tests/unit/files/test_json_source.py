"""JSON text with positions."""

from __future__ import annotations

import json
import time

import pytest
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import BOM, Source, path_text

TEXT = '{\n  "a": [\n    {"b": 1},\n    {"b": [true, "x"]}\n  ],\n  "c d": null\n}\n'


@pytest.mark.parametrize(
    ("path", "line", "found"),
    [
        pytest.param((), 1, TEXT.rstrip(), id="whole"),
        pytest.param(("a",), 2, TEXT[TEXT.index("[\n") : TEXT.index("],\n") + 1], id="array"),
        pytest.param(("a", 1, "b", 1), 4, '"x"', id="deep"),
        pytest.param(("c d",), 6, "null", id="key with a space"),
        pytest.param(("a", 1, "missing", 3), 4, '{"b": [true, "x"]}', id="leads nowhere: deepest that exists"),
    ],
)
def test_places(path: tuple[str | int, ...], line: int, found: str) -> None:
    source = Source.parse(TEXT, "f.json")
    start, end = source.span(path)
    assert (source.line(path), TEXT[start:end]) == (line, found)


def test_byte_order_mark_is_passed_over() -> None:
    source = Source.parse(BOM + TEXT, "f.json")
    assert (source.value, source.line(("a", 0))) == (json.loads(TEXT), 3)


def test_crlf_lines_are_counted_once() -> None:
    assert Source.parse(TEXT.replace("\n", "\r\n"), "f.json").line(("c d",)) == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '{\n "a": ,\n}', "f.json:2: not valid JSON: Expecting value, column 7 (correct the JSON)", id="comma"
        ),
        pytest.param("", "f.json:1: not valid JSON: Expecting value, column 1 (correct the JSON)", id="empty"),
        pytest.param(
            '{"s": "NaN",\n "a": NaN}',
            "f.json:2: not valid JSON: NaN is not JSON, column 7 (write null or a number)",
            id="NaN",
        ),
        pytest.param(
            "[-Infinity]",
            "f.json:1: not valid JSON: -Infinity is not JSON, column 2 (write null or a number)",
            id="infinity",
        ),
        pytest.param(
            "[1e999]", "f.json: not valid JSON: the number 1e999 is too large (correct the JSON)", id="overflow"
        ),
        pytest.param("[" * 100_000, "f.json: not readable: nested too deeply (correct the JSON)", id="deep"),
        pytest.param(
            '{"a": 1}\n{"b": 2}',
            "f.json:2: not valid JSON: Extra data, column 1 (correct the JSON)",
            id="two documents",
        ),
    ],
)
def test_refuses_what_is_not_json(text: str, message: str) -> None:
    with pytest.raises(ViolationsError) as caught:
        Source.parse(text, "f.json")
    assert str(caught.value) == message


def test_every_duplicate_key_is_told_with_its_line() -> None:
    text = '{\n  "tasks": [\n    {"id": 1,\n     "id": 2}\n  ],\n  "x": {"y": 1, "y": {"z": 1, "z": 2}}\n}'
    assert [str(v) for v in Source.parse(text, "f.json").duplicates] == [
        'f.json:4 $.tasks[0].id: the key "id" stands twice, first on line 3 (remove one of them)',
        'f.json:6 $.x.y: the key "y" stands twice, first on line 6 (remove one of them)',
        'f.json:6 $.x.y.z: the key "z" stands twice, first on line 6 (remove one of them)',
    ]


def test_violation_points_at_the_deepest_place_that_exists() -> None:
    assert str(Source.parse(TEXT, "f.json").violation(("a", 0, "gone"), "wrong", "mend it")) == (
        "f.json:3 $.a[0]: wrong (mend it)"
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param((), "$", id="top"),
        pytest.param(("tasks", 3, "status"), "$.tasks[3].status", id="plain"),
        pytest.param(("my module", 'a"b', "é"), '$["my module"]["a\\"b"]["é"]', id="quoted"),
    ],
)
def test_path_text(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


def test_ten_thousand_tasks_are_located_quickly() -> None:
    text = json.dumps({"tasks": [{"id": i, "description": "x" * 450} for i in range(10_000)]}, indent=2)
    source = Source.parse(text, "f.json")
    started = time.process_time()
    lines = [source.line(("tasks", i, "description")) for i in range(10_000)]
    assert lines[-1] == 4 * 10_000 + 1
    assert time.process_time() - started < 2
