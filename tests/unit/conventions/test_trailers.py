from __future__ import annotations

from dataclasses import replace

import pytest
from bailiwick.conventions.trailers import of_evidence
from bailiwick.domain.evidence import CheckResult, Counts, Evidence, Outcome

CHECK = CheckResult("pricing:tests", ("pytest", "-q"), Outcome.PASSED, "", 1.234)
COUNTED = replace(CHECK, counts=Counts(5, 2, 1, 1, 1))
TOLD = "5 collected, 2 passed, 1 failed, 1 skipped, 1 xfailed; 1.23 s"


def told(check: CheckResult) -> str:
    (line,) = of_evidence(Evidence("b", "c", "t", "landlock", (check,)))["Bailiwick-Check"]
    return line


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (CHECK, "pricing:tests passed (1.23 s) pytest -q"),
        (COUNTED, f"pricing:tests passed ({TOLD}) pytest -q"),
        (replace(CHECK, weak=True), "pricing:tests passed (1.23 s; exit status only) pytest -q"),
        (replace(COUNTED, already_red=("a", "b")), f"pricing:tests passed ({TOLD}; red before: a, b) pytest -q"),
        (
            replace(CHECK, command=("sh", "-c", "a\n\nBailiwick-Task: 7")),
            "pricing:tests passed (1.23 s) sh -c 'a Bailiwick-Task: 7'",
        ),
        (
            replace(CHECK, outcome=Outcome.FAILED, already_red=("a\u2028b",)),
            "pricing:tests failed (1.23 s; red before: a b) pytest -q",
        ),
    ],
    ids=["uncounted", "counted", "weak", "red before", "command of several lines", "name of several lines"],
)
def test_a_check_is_one_line(check: CheckResult, line: str) -> None:
    assert told(check) == line


def test_what_was_checked() -> None:
    trailers = of_evidence(Evidence("b", "c", "t", "landlock", ()))
    assert trailers == {
        "Bailiwick-Base": ("b",),
        "Bailiwick-Commit": ("c",),
        "Bailiwick-Tree": ("t",),
        "Bailiwick-Isolation": ("landlock",),
        "Bailiwick-Check": (),
    }


def test_evidence_that_was_stored_says_the_same() -> None:
    evidence = Evidence("b", "c", "t", "landlock", (replace(COUNTED, duration_seconds=1.0049999, output_tail="said"),))
    stored = Evidence.from_json(Evidence.from_json(evidence.to_json()).to_json(with_output=False))
    assert of_evidence(stored) == of_evidence(Evidence.from_json(evidence.to_json()))
