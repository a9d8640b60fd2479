"""The grammar of review reports: what is written is read back, and what is wrong is told by line."""

from __future__ import annotations

import random

import pytest
from bailiwick.conventions.review.report import Finding, Misread, ReviewReport, parse, render

TEXT = """\
## REVIEW 7, round 1
Reviewer: backend_reviewer
Verdict: NEEDS_CHANGES
### Findings
- **[MAJOR]** modules/pricing/src/quotes.py:31 — quantity 0 gives a quote; reject it with 422
"""
REPORT = ReviewReport(
    "7",
    1,
    "backend_reviewer",
    "NEEDS_CHANGES",
    (Finding("MAJOR", "modules/pricing/src/quotes.py", 31, "quantity 0 gives a quote; reject it with 422"),),
)
FINDING = "`- **[CRITICAL|MAJOR|MINOR]** <path>:<line> — <text>`, or `- None`"


def test_the_form_of_a_report() -> None:
    assert render(REPORT) == TEXT
    assert parse(TEXT) == REPORT


@pytest.mark.parametrize("seed", range(200))
def test_what_is_written_is_read_back(seed: int) -> None:
    chance = random.Random(seed)

    def word(letters: str = "ab.:-_/[]*#\u2014\u00e9\u20288,") -> str:
        return "".join(chance.choices(letters, k=chance.randint(1, 12)))

    def text() -> str:
        return word("a b:\u2014-*[]#\u2028\u00e9.").strip() or "x"

    findings = tuple(
        Finding(
            chance.choice(["CRITICAL", "MAJOR", "MINOR"]), word().replace("\u2028", ""), chance.randint(0, 999), text()
        )
        for _ in range(chance.randint(0, 4))
    )
    plain = word().replace("\u2028", "")
    report = ReviewReport(plain or "x", chance.randint(1, 99), "reviewer", "CHANGES REQUESTED", findings)
    if all(finding.path for finding in findings):
        assert parse(render(report)) == report


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            "round 1", "round 0", Misread(1, "`## REVIEW <task>, round <number>`", "## REVIEW 7, round 0"), id="round"
        ),
        pytest.param("Reviewer: b", "By: b", Misread(2, "`Reviewer: <name>`", "By: backend_reviewer"), id="reviewer"),
        pytest.param("NEEDS_CHANGES", "", Misread(3, "`Verdict: <word>`", "Verdict: "), id="verdict"),
        pytest.param("### F", "## F", Misread(4, "`### Findings`", "## Findings"), id="heading"),
    ],
)
def test_a_wrong_line_is_told(before: str, after: str, expected: Misread) -> None:
    assert parse(TEXT.replace(before, after, 1)) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "- **[HIGH]** a.py:1 \u2014 x",
        "- **[MAJOR]** a.py \u2014 x",
        "- **[MAJOR]** a b.py:1 \u2014 x",
        "- **[MAJOR]** a.py:1 - x",
        "- **[MAJOR]** a.py:1 \u2014 ",
        "- [MAJOR] a.py:1 \u2014 x",
        "",
    ],
)
def test_a_wrong_finding_is_told(line: str) -> None:
    assert parse(f"{TEXT}{line}\n") == [Misread(6, FINDING, line)]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert [str(misread) for misread in parse("")] == [  # type: ignore[union-attr]
        "line 1: expected `## REVIEW <task>, round <number>`, found nothing",
        "line 2: expected `Reviewer: <name>`, found nothing",
        "line 3: expected `Verdict: <word>`, found nothing",
        "line 4: expected `### Findings`, found nothing",
        f"line 5: expected {FINDING}, found nothing",
    ]
