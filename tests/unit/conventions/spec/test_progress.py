"""The progress entry: what is written is read back, and it is written once."""

from __future__ import annotations

import pytest
from bailiwick.conventions.spec.progress import Entry, parse, render, with_entry

ENTRY = Entry(
    at="2026-03-14 10:05",
    task="12",
    attempt=1,
    done="quote service, POST /quotes",
    decisions=("integer cents, because floats drifted",),
    passed=18,
    total=18,
    command="pytest -q",
    criteria={"1": ("tests/test_quotes.py::test_basket_total",)},
)
TEXT = """\
### 2026-03-14 10:05 — task 12, attempt 1
- **Done**: quote service, POST /quotes
- **Decision**: integer cents, because floats drifted
- **Tests**: 18/18 (`pytest -q`)
- **Criteria**: 1 → tests/test_quotes.py::test_basket_total
- **Open**: None
"""
OTHERS = [
    Entry("2026-03-14 10:05", "T-1", 12, "nothing"),
    Entry("2026-12-31 23:59", "7", 2, "much: a, b; c → d", ("one", "two: **bold**"), 1, 3, "", {}, ("a", "b")),
    Entry("2026-03-14 10:05", "7", 2, "x", criteria={"1": ("a::b", "a::c[1]"), "10": ("d",)}, open=("None of it",)),
]


def test_an_entry_is_written_in_its_form() -> None:
    assert render(ENTRY) == TEXT


@pytest.mark.parametrize("entry", [ENTRY, *OTHERS], ids=["full", "bare", "many", "criteria"])
def test_what_is_written_is_read_back(entry: Entry) -> None:
    assert parse(render(entry)) == entry


@pytest.mark.parametrize("text", ["", "### Today\n- **Done**: x", TEXT + "more\n", TEXT.replace("18/18", "all")])
def test_what_is_no_entry_is_not_read(text: str) -> None:
    assert parse(text) is None


def test_the_section_is_made_at_the_end_and_the_next_entry_follows() -> None:
    first = with_entry("# Spec\n\n## Relations\n", ENTRY)
    assert first == f"# Spec\n\n## Relations\n\n## Implementation Progress\n{TEXT}"
    second = with_entry(first, OTHERS[0])
    assert second == first + render(OTHERS[0])


def test_an_entry_goes_into_a_section_in_the_middle() -> None:
    text = "## Implementation Progress\nBy hand.\n\n## Notes\n"
    assert with_entry(text, ENTRY) == f"## Implementation Progress\nBy hand.\n{TEXT}\n## Notes\n"


def test_an_entry_is_written_once() -> None:
    once = with_entry("# Spec\n", ENTRY)
    assert with_entry(once, ENTRY) == once
