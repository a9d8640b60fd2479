"""A reply that is the file: taken as it is, or given back with the line."""

from __future__ import annotations

import pytest
from bailiwick.conventions import raw_file, raw_outline

OPENS = 'expected the file to begin with """, import or from'
PARSES = "expected a file that Python can read"
ALONE = "expected no expression that stands alone in the module"
FILE = '''\
"""Quotes.

Classes:
    QuoteDesk: prices.
"""
import json
from typing import Any


class QuoteDesk(object):
    """Prices."""

    def quote(self, sku: str, *, quantity: int = 1) -> dict[str, Any]:
        """Price."""
        return {"success": True, "message": "", "data": json.dumps([sku, quantity])}

    def _inner(self) -> None:
        """Hidden."""


async def later(*skus: str) -> None:
    """Wait."""
'''


def test_a_file_is_taken_as_it_is() -> None:
    assert raw_file.read(FILE) == raw_file.RawFile(FILE)


@pytest.mark.parametrize("around", ["{}", "\n\n{}", "{}\n\n", " \n{}\n \n"], ids=["none", "before", "after", "blanks"])
def test_blank_lines_around_it_are_free(around: str) -> None:
    assert raw_file.read(around.format(FILE.rstrip("\n"))).text == FILE


def test_what_was_taken_is_taken_again() -> None:
    taken = raw_file.read(f"\n{FILE}\n").text
    assert raw_file.read(taken).text == taken


@pytest.mark.parametrize(
    ("reply", "faults"),
    [
        ("", ["expected the whole file, found 'an empty reply'"]),
        ("\n \n", ["expected the whole file, found 'an empty reply'"]),
        (
            "Thought: a list.\nimport json\n",
            [
                f"line 1: {OPENS}, found 'Thought: a list.'",
                f"line 1: {PARSES} (invalid syntax), found 'Thought: a list.'",
            ],
        ),
        (
            "Here is the module:\n\n```python\nimport json\n```\n",
            [
                'line 1: expected the file to begin with """, import or from, found \'Here is the module:\'',
                "line 1: expected a file that Python can read (invalid syntax), found 'Here is the module:'",
                "line 3: expected no three backticks anywhere, found '```python'",
            ],
        ),
        (
            "# Implementation\nimport json\n",
            ['line 1: expected the file to begin with """, import or from, found \'# Implementation\''],
        ),
        (
            "import json\n\nDone\n",
            ["line 3: expected no expression that stands alone in the module, found 'Done'"],
        ),
        (
            '"""Doc."""\n\n"""All methods are there."""\n',
            [f'line 3: {ALONE}, found \'"""All methods are there."""\''],
        ),
        (
            "\nimport json\nJSON = json\nThat is all.\n",
            ["line 4: expected a file that Python can read (invalid syntax), found 'That is all.'"],
        ),
        ("\ufeffimport json\n", ["line 1: expected no byte order mark, found '\\ufeffimport json'"]),
        ("import json\r\n", ["line 1: expected line feeds alone at the ends of lines, found 'import json\\r'"]),
        (
            "import json\nNAME = 'a\0'\n",
            [
                "line 2: expected no null byte, found \"NAME = 'a\\x00'\"",
                f"line 1: {PARSES} (source code string cannot contain null bytes), found 'import json'",
            ],
        ),
        (
            'import json\nTEXT = """\n```\n"""\n',
            ["line 3: expected no three backticks anywhere, found '```'"],
        ),
    ],
    ids=[
        "empty",
        "blank",
        "monologue",
        "chatty",
        "comment",
        "word",
        "string",
        "prose",
        "bom",
        "crlf",
        "nul",
        "backticks",
    ],
)
def test_what_does_not_fit_is_told_with_its_line(reply: str, faults: list[str]) -> None:
    read = raw_file.read(reply)
    assert sorted(map(str, read.faults)) == sorted(faults)
    assert read.text == ""


@pytest.mark.parametrize(
    "reply",
    ["```\n{}```", "```python\n{}```\n", "{}```", "```python\n{}```\n```python\n{}```\n", "### **desk.py**\n{}"],
    ids=["bare", "python", "end alone", "two", "heading"],
)
def test_a_fence_and_a_heading_are_refused(reply: str) -> None:
    assert raw_file.read(reply.replace("{}", FILE)).faults


def test_one_enclosing_fence_is_cut_off_where_that_is_wished() -> None:
    assert raw_file.read(f"\n```python\n{FILE}```\n", unwrap=True) == raw_file.RawFile(
        FILE, notes=("a fence around the whole reply was cut off",)
    )


@pytest.mark.parametrize("reply", ["Here:\n```\n{}```", "```\n{}```\nDone", "```\n{}```\n```\n{}```", "```\n{}"])
def test_nothing_else_is_cut_off(reply: str) -> None:
    read = raw_file.read(reply.replace("{}", FILE), unwrap=True)
    assert read.faults
    assert read.text == ""


def test_lines_within_a_fence_are_those_of_the_reply() -> None:
    read = raw_file.read("\n```python\nimport json\nDone\n```", unwrap=True)
    assert [fault.line for fault in read.faults] == [4]


@pytest.mark.parametrize("text", ["(" * 500, "x = " + "-" * 5000 + "1", '"""' * 7, "\udcff", "import \ud800"])
def test_no_text_makes_it_raise(text: str) -> None:
    assert raw_file.read(text).faults


def test_the_outline_of_a_file() -> None:
    found = raw_outline.outline(FILE)
    assert found == {
        "classes": {"QuoteDesk": ["quote(self, sku: str, *, quantity: int=1) -> dict[str, Any]"]},
        "functions": ["later(*skus: str) -> None"],
        "imports": ["json", "typing"],
    }
    imports = ["json", "pydantic.fields", "httpx", ".near", "shop.prices"]
    assert raw_outline.third_party(imports, "shop".__eq__) == ["httpx", "pydantic"]
