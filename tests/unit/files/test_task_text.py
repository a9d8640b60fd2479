"""One task of a text is changed, every other byte stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files.task_list import next_id, with_fields, with_task

CANONICAL = """\
{
  "$schema": "schemas/task_list.schema.json",
  "tasks": [
    {
      "id": 1,
      "title": "One",
      "status": "not_started",
      "blocked_by": [
        7
      ],
      "x": 1.50,
      "note": "caf\\u00e9"
    },
    {
      "id": "two",
      "status": "done"
    }
  ],
  "after": {"tasks": [{"id": 1}]}
}
"""
ONE_LINE = """\
[
  {"id": 1, "title": "One", "status": "not_started"},
  {"id": 2, "title": "Two", "status": "not_started"}
]
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def test_replaces_one_value_in_its_place() -> None:
    after = with_fields(CANONICAL, "1", {"status": "in_progress"})
    assert changed_lines(CANONICAL, after) == (
        ['      "status": "not_started",'],
        ['      "status": "in_progress",'],
    )


def test_adds_fields_behind_the_others_in_the_indent_of_the_file() -> None:
    outputs = {"summary": "s" * 90, "files": ["a", "b"], "endpoints": [{"method": "GET", "n": {"deep": [1]}}], "e": {}}
    after = with_fields(CANONICAL, "two", {"attempts": 1, "outputs": outputs})
    assert changed_lines(CANONICAL, after) == (
        ['      "status": "done"'],
        [
            '      "status": "done",',
            '      "attempts": 1,',
            '      "outputs": {',
            f'        "summary": "{"s" * 90}",',
            '        "files": ["a", "b"],',
            '        "endpoints": [',
            "          {",
            '            "method": "GET",',
            '            "n": {',
            '              "deep": [1]',
            "            }",
            "          }",
            "        ],",
            '        "e": {}',
            "      }",
        ],
    )


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        pytest.param("id2", '[{"id": 1, "b": 2, "c": 3}]', id="missing"),
        pytest.param("b", '[{"id": 1, "c": 3}]', id="middle"),
        pytest.param("c", '[{"id": 1, "b": 2}]', id="last"),
    ],
)
def test_none_removes_a_field(gone: str, left: str) -> None:
    assert with_fields('[{"id": 1, "b": 2, "c": 3}]', "1", {gone: None}) == left


def test_removes_the_first_field_of_several_lines() -> None:
    text = '[\n  {\n    "b": 2,\n    "id": 1\n  }\n]\n'
    assert with_fields(text, "1", {"b": None}) == '[\n  {\n    "id": 1\n  }\n]\n'


def test_every_copy_of_a_doubled_key_is_removed() -> None:
    assert with_fields('[{"b": 1, "id": 1, "b": 2}]', "1", {"b": None}) == '[{"id": 1}]'


def test_removing_and_adding_at_once() -> None:
    after = with_fields(CANONICAL, "two", {"status": None, "question": "Why?"})
    assert changed_lines(CANONICAL, after) == (['      "status": "done"'], ['      "question": "Why?"'])


def test_a_value_that_is_there_already_keeps_its_bytes() -> None:
    fields: dict[str, Any] = {"x": 1.5, "note": "café", "blocked_by": [7], "id": 1, "missing": None}
    assert with_fields(CANONICAL, "1", fields) == CANONICAL


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("last", ["", "\n"], ids=["no final newline", "final newline"])
@pytest.mark.parametrize("indent", ["  ", "    ", "\t"], ids=["2", "4", "tab"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["no bom", "bom"])
def test_layout_is_kept(ending: str, last: str, indent: str, bom: str) -> None:
    before = bom + json.dumps({"tasks": [{"id": 1, "s": "a"}, {"id": 2}]}, indent=indent).replace("\n", ending) + last
    value = {"tasks": [{"id": 1, "s": "b", "o": {"k": "v" * 120}}, {"id": 2}]}
    expected = bom + json.dumps(value, indent=indent).replace("\n", ending) + last
    assert with_fields(before, "1", {"s": "b", "o": {"k": "v" * 120}}) == expected


def test_a_short_entry_stays_on_its_line() -> None:
    assert with_fields(ONE_LINE, "1", {"status": "done", "files": ["a", "b"]}) == ONE_LINE.replace(
        '"One", "status": "not_started"}', '"One", "status": "done", "files": ["a", "b"]}'
    )


def test_an_entry_that_was_long_already_stays_on_its_line() -> None:
    text = ONE_LINE.replace("One", "O" * 200)
    assert with_fields(text, "1", {"attempts": 1}).count("\n") == text.count("\n")


def test_an_entry_that_grows_long_is_broken_up_with_its_values_as_they_were() -> None:
    text = ONE_LINE.replace('"One"', "1.50")
    assert with_fields(text, "1", {"status": "done", "summary": "s" * 100}) == text.replace(
        '{"id": 1, "title": 1.50, "status": "not_started"}',
        '{\n    "id": 1,\n    "title": 1.50,\n    "status": "done",\n    "summary": "' + "s" * 100 + '"\n  }',
    )


def test_a_text_of_one_line_stays_one_line() -> None:
    text = '{"tasks":[{"id":1,"a":[1,2]},{"id":2}]}'
    assert with_fields(text, "2", {"s": "x" * 200, "l": [1, 2]}) == (
        f'{{"tasks":[{{"id":1,"a":[1,2]}},{{"id":2,"s":"{"x" * 200}","l":[1,2]}}]}}'
    )


@pytest.mark.parametrize("text", [CANONICAL, ONE_LINE, CANONICAL.replace("\n", "\r\n"), '[{"id":1}]'])
def test_changing_twice_is_changing_once(text: str) -> None:
    fields = {"status": "done", "outputs": {"files": ["f" * 60, "g" * 60], "n": [[1], {"a": None}]}, "x": None}
    once = with_fields(text, "1", fields)
    assert with_fields(once, "1", fields) == once != text


def test_lone_surrogates_and_other_scripts_are_written_so_that_the_file_stays_utf8() -> None:
    after = with_fields('[{"id": 1}]', "1", {"a": "日本\ud800"})
    assert after == '[{"id": 1, "a": "日本\\ud800"}]'
    assert after.encode("utf-8")


def test_an_integer_id_and_its_text_are_one_id() -> None:
    assert with_fields('[{"id": "1"}]', "1", {"a": 1}) == '[{"id": "1", "a": 1}]'


def test_a_missing_task_is_appended_with_the_fields() -> None:
    entry = {"id": 3, "title": "Three", "old": 1, "none": None}
    after = with_fields(ONE_LINE, "3", {"status": "done", "old": None}, entry=entry)
    assert changed_lines(ONE_LINE, after) == (
        ['  {"id": 2, "title": "Two", "status": "not_started"}'],
        [
            '  {"id": 2, "title": "Two", "status": "not_started"},',
            '  {"id": 3, "title": "Three", "none": null, "status": "done"}',
        ],
    )
    assert with_fields(after, "3", {"status": "done", "old": None}, entry=entry) == after


def test_a_missing_task_without_an_entry_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        with_fields(ONE_LINE, "9", {"status": "done"})
    assert str(caught.value) == "shared/task_list.json has no task 9: give the id of a task that is in the list"


def test_the_id_cannot_be_removed() -> None:
    with pytest.raises(InputError, match="cannot lose its id"):
        with_fields(ONE_LINE, "1", {"id": None})


@pytest.mark.parametrize("text", ["{", '{"tasks": {}}', '{"task": []}', "[1]", "3"])
def test_a_text_that_is_no_task_list_is_refused(text: str) -> None:
    with pytest.raises(ViolationsError):
        with_fields(text, "1", {"status": "done"})


def test_text_that_is_broken_behind_the_task_is_refused() -> None:
    with pytest.raises(ViolationsError, match="not valid JSON"):
        with_fields(ONE_LINE[:-3], "1", {"status": "done"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("[]\n", '[\n  {\n    "id": 3,\n    "b": [1]\n  }\n]\n', id="empty bare"),
        pytest.param(
            '{\r\n\t"tasks": []\r\n}',
            '{\r\n\t"tasks": [\r\n\t\t{\r\n\t\t\t"id": 3,\r\n\t\t\t"b": [1]\r\n\t\t}\r\n\t]\r\n}',
            id="empty, tabs, crlf",
        ),
        pytest.param('[{"id": 1}]', '[{"id": 1}, {"id": 3, "b": [1]}]', id="one line, one task"),
        pytest.param('[{"id":1},{"id":2}]', '[{"id":1},{"id":2},{"id":3,"b":[1]}]', id="compact"),
        pytest.param(
            '[\n  {"id": 1},\n\n  {"id": 2}\n]',
            '[\n  {"id": 1},\n\n  {"id": 2},\n\n  {"id": 3, "b": [1]}\n]',
            id="gaps",
        ),
        pytest.param(
            '[\n  {\n    "id": 1\n  }\n]',
            '[\n  {\n    "id": 1\n  },\n  {\n    "id": 3,\n    "b": [1]\n  }\n]',
            id="several lines",
        ),
    ],
)
def test_with_task_appends_in_the_manner_of_the_list(before: str, after: str) -> None:
    assert with_task(before, {"id": 3, "b": [1]}) == after


def test_with_task_twice_is_once() -> None:
    once = with_task(ONE_LINE, {"id": 3})
    assert with_task(once, {"id": 3}) == once


def test_with_task_refuses_an_id_that_another_task_has() -> None:
    with pytest.raises(InputError) as caught:
        with_task(ONE_LINE, {"id": "1", "title": "other"})
    assert str(caught.value) == "shared/task_list.json has a task 1 already: take the next free id"


@pytest.mark.parametrize(
    ("tasks", "number"),
    [
        pytest.param([], 1, id="empty"),
        pytest.param([{"id": 4}, {"id": 2}], 5, id="highest"),
        pytest.param([{"id": "T9"}, {"id": "12"}], 1, id="strings do not count"),
        pytest.param([{"id": 4}, {"id": "5"}], 6, id="never one that prints like a string id"),
        pytest.param([{"id": 1, "blocked_by": [8]}], 9, id="an id that is still referred to"),
        pytest.param([{"id": -3}, {"id": True}], 1, id="at least 1"),
    ],
)
def test_next_id(tasks: list[dict[str, Any]], number: int) -> None:
    assert next_id(json.dumps(tasks)) == number


def test_ten_thousand_tasks_change_in_one_place_only() -> None:
    tasks = [{"id": i, "status": "not_started", "description": "é" * 200} for i in range(10_000)]
    text = json.dumps({"tasks": tasks}, indent=2, ensure_ascii=False).replace("\n", "\r\n")
    after = with_fields(text, "7000", {"status": "in_progress"})
    at = text.index('"not_started"', text.index('"id": 7000,'))
    assert after == text[:at] + '"in_progress"' + text[at + len('"not_started"') :]
