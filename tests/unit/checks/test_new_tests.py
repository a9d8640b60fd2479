"""Tests that a piece of work brings or changes, and those that it only names."""

from __future__ import annotations

import pytest
from bailiwick.checks.new_tests import is_new

OLD = b"""\
import pytest

@pytest.mark.parametrize("n", [1])
def test_up(n):
    assert n

class TestDown:
    def test_down(self):
        assert 1
"""
NEW = OLD.replace(b"[1]", b"[1, 2]") + b"\ndef test_more():\n    assert 2\n"
NODES = {
    "another case": ("a.py::test_up[2]", True),
    "the same": ("a.py::TestDown::test_down[1]", False),
    "added": ("a.py::test_more", True),
    "a new file": ("b.py::test_b", True),
    "made by a changed file": ("a.py::test_made_by_a_loop", True),
    "made by a file as it was": ("same.py::test_made_by_a_loop", False),
}


@pytest.mark.parametrize(("node", "wanted"), NODES.values(), ids=NODES)
def test_a_test_is_new_where_it_was_not_there_or_says_something_else(node: str, wanted: bool) -> None:
    before, after = (
        {"a.py": OLD, "same.py": OLD},
        {"a.py": NEW, "same.py": OLD, "b.py": b"def test_b():\n    assert 3\n"},
    )
    assert is_new(node, before.get, after.get) is wanted
