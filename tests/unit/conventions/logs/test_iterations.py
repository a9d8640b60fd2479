"""The iteration log is read strictly, written in one form, and only ever added to."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bailiwick.conventions.logs import circles
from bailiwick.conventions.logs.iteration import Entry, Header, Log
from bailiwick.conventions.logs.iteration_reading import Read, parse
from bailiwick.conventions.logs.iterations import append, continued, notes, render
from bailiwick.conventions.logs.story import Run, Story

TEXT = """\
# Iteration Log: bulk-discounts
Ticket: 0042_bulk_discounts
Branch: 0042-bulk-discounts
Baseline: 38/38
## Circle Detection Flags
None
### Iteration 1 — 2026-03-14 09:42
**Changes**: pricing/models.py, pricing/services.py
**Test Result**: 41/44
**Assessment**: moving forward; the three route tests wait for registration
"""
HEADER = Header("bulk-discounts", "0042_bulk_discounts", "0042-bulk-discounts", "38/38")
FIRST = Entry(
    1,
    "2026-03-14 09:42",
    ("pricing/models.py", "pricing/services.py"),
    41,
    44,
    "moving forward; the three route tests wait for registration",
)
SECOND = Entry(0, "2026-03-14 10:05", ("pricing/routes.py",), 44, 44, "done", (("Commit", "258c2eaf0930"),))
ADDED = """\
### Iteration 2 — 2026-03-14 10:05
**Changes**: pricing/routes.py
**Test Result**: 44/44
**Assessment**: done
**Commit**: 258c2eaf0930
"""


def test_a_log_is_read_and_written() -> None:
    read = parse(TEXT)
    assert read.log == Log(HEADER, (), (FIRST,))
    assert read.faults == ()
    assert render(read.log) == TEXT


WORDS = ("forward;", "**bold**", "### no", "a/b:", "—", "3/4", "é", "None", "-", "(pending)", "(Deferred)")
NAMES = (
    "a/1.py",
    "a/b.py",
    "a b/c.py",
    "a, b.py",
    "a,b.py",
    "None",
    "(pending).py",
    '"q".py',
    "é.py",
    "x\n\u2028y.py",
    " z",
)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_written_is_read_again(seed: int) -> None:
    dice = random.Random(seed)

    def words() -> str:
        return " ".join(dice.choices(WORDS, k=3))

    def entry(number: int) -> Entry:
        files = tuple(dice.choices(NAMES, k=dice.randrange(3)))
        passed = dice.randrange(20)
        more = tuple(
            dice.sample([("Commit", "abc"), ("Hypothesis", words()), ("Build Result", "ok")], dice.randrange(4))
        )
        at = f"2026-03-{dice.randrange(10, 28)} 1{dice.randrange(10)}:{dice.randrange(10, 60)}"
        return Entry(number, at, files, passed, passed + dice.randrange(3), words(), more)

    flags = tuple(words() for _ in range(dice.randrange(3)))
    log = Log(Header(words(), words(), "main", "1/2"), flags, tuple(entry(i) for i in range(1, dice.randrange(1, 6))))
    assert parse(render(log)) == Read(log)


def test_entries_are_added_with_the_next_number_and_only_once() -> None:
    added = append(TEXT, HEADER, [SECOND])
    assert added == TEXT + ADDED
    assert append(added, HEADER, [SECOND]) == added
    assert append(added, HEADER, [replace(SECOND, at="2026-03-14 10:06")]).count("### Iteration 3 — ") == 1
    assert append("", HEADER, [FIRST]) == TEXT
    assert append(TEXT, HEADER, []) == TEXT


def test_what_people_wrote_into_a_log_is_kept_byte_for_byte() -> None:
    odd = TEXT.replace("## Circle", "A remark.\n\n## Circle").replace(
        "**Test Result**: 41/44", "**Test Result**: (pending)"
    )
    assert append(odd, HEADER, [SECOND]) == odd + ADDED
    assert append(odd.replace("\n", "\r\n"), HEADER, [SECOND]) == (odd + ADDED).replace("\n", "\r\n")


def test_a_log_without_flags_gets_them_before_its_first_entry() -> None:
    bare = TEXT.replace("## Circle Detection Flags\nNone\n", "")
    assert append(bare, HEADER, [SECOND]) == TEXT + ADDED


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("41/44", "(pending)", "line 7: iteration 1: Test Result is a placeholder: (pending)"),
        (
            "moving forward; the three route tests wait for registration",
            "(Deferred)",
            "line 7: iteration 1: Assessment is a placeholder: (Deferred)",
        ),
        (
            "41/44",
            "(pending)\n**Commit**: 258c2eaf0930",
            "line 7: iteration 1: expected a Test Result such as 41/44, passed of all, found (pending)",
        ),
        ("09:42", "00:00", "line 7: iteration 1: the time 00:00 is a placeholder"),
        ("41/44", "45/44", "line 7: iteration 1: expected a Test Result such as 41/44, passed of all, found 45/44"),
        (
            "41/44",
            "41 of 44",
            "line 7: iteration 1: expected a Test Result such as 41/44, passed of all, found 41 of 44",
        ),
        ("**Assessment**: ", "**Verdict**: ", "line 7: iteration 1: expected '**Assessment**: ...'"),
        (
            " — ",
            " - ",
            "line 7: expected '### Iteration 1 — 2026-03-14 09:42', found '### Iteration 1 - 2026-03-14 09:42'",
        ),
        ("Iteration 1 ", "Iteration 2 ", "line 7: iteration 2 follows upon 0: numbers go up by one"),
        ("Ticket: 0042", "Ticket 0042", "expected a line 'Ticket: ...'"),
        ("# Iteration Log: ", "# Log: ", "expected a title such as '# Iteration Log: bulk-discounts'"),
    ],
    ids=[
        "result",
        "assessment",
        "result beside a commit",
        "time",
        "more than all",
        "words",
        "field",
        "hyphen",
        "gap",
        "head",
        "title",
    ],
)
def test_what_does_not_fit_is_named_and_not_read(was: str, now: str, said: str) -> None:
    text = TEXT.replace(was, now)
    assert text != TEXT
    assert [note[: len(said)] for note in notes(text)] == [said]


@pytest.mark.parametrize("assessment", ["(pending)", "route tests (pending)", "(Deferred)", "  lead", "# x", "None"])
@pytest.mark.parametrize("name", NAMES)
def test_what_an_agent_says_is_told_once_and_read_again(name: str, assessment: str) -> None:
    said = replace(SECOND, changes=(name,), assessment=assessment)
    told = append(TEXT, HEADER, [said, said])
    assert append(told, HEADER, [said, said]) == told
    assert notes(told) == ()
    assert [entry.changes for entry in parse(told).log.entries[1:]] == [(name,)] * 2


def test_a_log_that_is_a_title_alone_is_gone_on_with() -> None:
    assert append("# Iteration Log: bulk-discounts\n", HEADER, [FIRST]).endswith(TEXT[TEXT.index("## Circle") :])


def test_names_in_quotes_that_nobody_can_read_stay_as_they_are() -> None:
    odd = TEXT.replace("pricing/models.py,", '"pricing/models.py", "\\q.py",')
    assert parse(odd).log.entries[0].changes == ("pricing/models.py", '"\\q.py"', "pricing/services.py")


def test_the_engine_works_at_midnight_too() -> None:
    at_midnight = append("", HEADER, [replace(SECOND, at="2026-03-14 00:00")])
    assert notes(at_midnight) == ()
    assert len(parse(at_midnight).log.entries) == 1
    assert notes("") == ()


def entries(*seen: tuple[str, int, int]) -> list[Entry]:
    return [Entry(i, "", tuple(files), passed, total, "") for i, (files, passed, total) in enumerate(seen, 1)]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ([("ab", 3, 5)] * 2, ()),
        ([("ab", 3, 5), ("ba", 3, 5), ("ab", 2, 5)], ("iterations 1 to 3: the same files, no more tests passed",)),
        (
            [("ab", 3, 5), ("ab", 4, 5), ("ab", 4, 5), ("ab", 4, 5)],
            ("iterations 2 to 4: the same files, no more tests passed",),
        ),
        ([("ab", 3, 5), ("ac", 3, 5), ("ab", 3, 5)], ()),
        ([("ab", 3, 5), ("ab", 3, 5), ("ab", 5, 5), ("ab", 5, 5), ("ab", 5, 5)], ()),
        ([("ab", 3, 5)] * 4, ("iterations 1 to 4: the same files, no more tests passed",)),
    ],
    ids=["two", "three", "late", "other files", "green", "whole length"],
)
def test_a_circle_is_flagged_where_there_is_one(seen: list[tuple[str, int, int]], told: tuple[str, ...]) -> None:
    assert circles.flags(entries(*seen), 3) == told
    assert circles.flags(entries(*seen), 0) == ()


def test_a_loop_that_happened_is_not_left_as_none_detected() -> None:
    text = TEXT.replace("\nNone\n", "\n_None detected._\n")
    again = replace(FIRST, number=0, at="2026-03-14 10:00")
    told = append(text, HEADER, [again, again], circle=3)
    assert (
        "## Circle Detection Flags\n- iterations 1 to 3: the same files, no more tests passed\n### Iteration 1 " in told
    )


def test_a_story_is_told_with_its_parameters_and_the_first_baseline() -> None:
    run = Run("2026-03-14 09:42", "failed", 41, 44, ("a.py",), commit="258c2eaf0930aa", baseline="38/38")
    params = {"feature": "bulk-discounts", "ticket": "0042_bulk_discounts", "module": "pricing", "task": "2"}
    assert (
        continued("", Story(params, (run, replace(run, baseline="40/40"))))
        == """\
# Iteration Log: bulk-discounts
Ticket: 0042_bulk_discounts
Branch: 0042-bulk-discounts
Baseline: 38/38
## Circle Detection Flags
None
### Iteration 1 — 2026-03-14 09:42
**Changes**: a.py
**Test Result**: 41/44
**Assessment**: none given
**Commit**: 258c2eaf0930
### Iteration 2 — 2026-03-14 09:42
**Changes**: a.py
**Test Result**: 41/44
**Assessment**: none given
**Commit**: 258c2eaf0930
"""
    )
