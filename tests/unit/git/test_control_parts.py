"""Parts of shared files that steer the checks."""

from __future__ import annotations

import pytest
from bailiwick.git.control_parts import PACKAGE, PYPROJECT, UnreadableError, touched

PROJECT = b"""\
[project]
name = "pricing"
dependencies = ["pydantic"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""


def toml(old: str | bytes | None, new: str | bytes | None) -> list[str]:
    return touched("pyproject.toml", *(text.encode() if isinstance(text, str) else text for text in (old, new)))


@pytest.mark.parametrize("part", PYPROJECT)
def test_each_part_of_pyproject_counts(part: str) -> None:
    assert part in toml("", f"[{part}]\nx = 1\n")
    assert part in toml(f"[{part}]\nx = 1\n", f"[{part}]\nx = 2\n")
    assert part in toml(f"[{part}]\nx = 1\n", None)


@pytest.mark.parametrize("part", PACKAGE)
def test_each_part_of_package_json_counts(part: str) -> None:
    old, new = (f'{{"name": "x", "{part}": {{"a": "{value}"}}}}'.encode() for value in "12")
    assert touched("package.json", None, new) == [part]
    assert touched("package.json", old, new) == [part]
    assert touched("package.json", old, None) == [part]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"pydantic"', '"pydantic", "httpx"', id="dependency"),
        pytest.param("[project]", "# a comment\n[project]", id="comment"),
        pytest.param('testpaths = ["tests"]', "testpaths=['tests']  # as before", id="spelling"),
        pytest.param(
            "[project]", '[tool.shop]\nkey = 1\n[build-system]\nrequires = ["x"]\n[project]', id="other tables"
        ),
    ],
)
def test_the_rest_is_the_modules_own(old: str, new: str) -> None:
    text = PROJECT.decode()
    assert old in text
    assert toml(text, text.replace(old, new)) == []


def test_order_does_not_count_in_json() -> None:
    assert touched("package.json", b'{"scripts": {"a": "1", "b": "2"}}', b'{"scripts": {"b": "2", "a": "1"}}') == []


@pytest.mark.parametrize(("old", "new"), [("true", "1"), ("1", "1.0"), ("0", "false")])
def test_values_of_different_types_differ(old: str, new: str) -> None:
    assert touched("package.json", *(f'{{"jest": {{"bail": {v}}}}}'.encode() for v in (old, new))) == ["jest"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("pyproject.toml", b"[tool.pytest", id="toml"),
        pytest.param("pyproject.toml", b"\xff", id="not UTF-8"),
        pytest.param("pyproject.toml", b"a = 1\na = 2\n", id="key twice"),
        pytest.param("package.json", b"{", id="json"),
        pytest.param("package.json", b"[" * 100_000, id="too deep"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, content: bytes) -> None:
    for old, new in ((None, content), (content, None), (content, b"")):
        with pytest.raises(UnreadableError):
            touched(name, old, new)


def test_a_value_in_the_way_of_a_table_is_no_part() -> None:
    assert toml('tool = "x"\n', "[tool]\nx = 1\n") == []
    assert touched("package.json", b"[]", b"{}") == []
