"""What specs say about tests is one of few words, and what is not read never counts as leave to go without."""

from __future__ import annotations

import pytest
from bailiwick.conventions.sprint_specs import problems, requires_qa

ONE_OF = "line 2: expected for QA one of required, optional, skip, found"
ALONE = "line 2: expected a line such as 'QA: required' alone, found"


@pytest.mark.parametrize(
    ("line", "required", "told"),
    [
        ("- QA: required", True, ()),
        ("- QA: optional", False, ()),
        ("  - QA: skip", False, ()),
        ("* **QA:** required", True, ()),
        ("- **QA**: skip", False, ()),
        ("- QA: required\n- UI Testing: skip\n- UI Testing Mode: manual", True, ()),
        ("- QA: requierd", True, (f"{ONE_OF} requierd",)),
        ("- QA: optional.", True, (f"{ONE_OF} optional.",)),
        ("- QA: skip (no routes)", True, (f"{ONE_OF} skip (no routes)",)),
        ("- QA : skip", True, (f"{ALONE} - QA : skip", "expected a line 'QA: required|optional|skip'")),
        ("| QA | skip |", True, (f"{ALONE} | QA | skip |", "expected a line 'QA: required|optional|skip'")),
        ("- QA: required\n- QA: skip", True, ("line 3: QA is said twice",)),
        ("Test it.", True, ("expected a line 'QA: required|optional|skip'",)),
        (
            "- QA: skip\n- UI Testing: maybe\n- UI Testing Mode: by hand",
            False,
            (
                "line 3: expected for UI Testing one of required, optional, skip, found maybe",
                "line 4: expected for UI Testing Mode one of automated, manual, found by hand",
            ),
        ),
    ],
)
def test_a_word_is_read_strictly(line: str, *, required: bool, told: tuple[str, ...]) -> None:
    text = f"# Sprint 3 Specifications\n{line}\n"
    assert (requires_qa(text), problems(text)) == (required, told)
