"""What an agent may not change of a specification, and what becomes of it when work lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.conventions.spec import gate
from bailiwick.conventions.spec.edit import Edit, EditError
from bailiwick.conventions.spec.guard import touched
from bailiwick.conventions.spec.landing import LEFT_OUT, Work, landed
from bailiwick.conventions.spec.progress import Entry, render
from bailiwick.domain.convention import Convention
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.git import diff
from bailiwick.git.gate import contents

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
---
title: 'SPEC-1: Quotes'
status: approved
---
## Why
because
## What
quotes
## How (High Level)
### Parts
two
## How to Evaluate
### Success Criteria
- [ ] 1. one total,
  never a float
  - of all lines
- [ ] 2. in cents
### Testing Procedure
run it
## Notes
none
"""
CRITERIA = "the success criteria and their marks"

CHANGES = {
    "front matter": (SPEC.replace("approved", "complete"), ["the front matter"]),
    "front matter left open": (SPEC.replace("approved\n---", "approved"), ["the front matter"]),
    "Why": (SPEC.replace("because", "so"), ["## Why"]),
    "What": (SPEC.replace("quotes\n", "prices\n"), ["## What"]),
    "below How": (SPEC.replace("two", "three"), ["## How"]),
    "wording": (SPEC.replace("one total", "a total"), [CRITERIA]),
    "wording that wraps": (SPEC.replace("never a float", "roughly"), [CRITERIA]),
    "a bullet below a criterion": (SPEC.replace("of all lines", "of some"), [CRITERIA]),
    "a free line among them": (SPEC.replace("in cents\n", "in cents\n\nThe second is waived.\n"), [CRITERIA]),
    "mark": (SPEC.replace("[ ] 2.", "[x] 2."), [CRITERIA]),
    "one more criterion": (SPEC.replace("in cents\n", "in cents\n- [ ] 3. fast\n"), [CRITERIA]),
    "progress": (SPEC + "## Implementation Progress\n- done\n", ["## Implementation Progress"]),
    "a second Why": (SPEC + "## Why\nso\n", ["## Why"]),
    "a section cut in two": (SPEC.replace("because\n", "because\n## Aside\n"), []),
    "a heading taken away": (SPEC.replace("## What\n", ""), ["## Why", "## What"]),
    "several": (SPEC.replace("because", "so").replace("two", "three"), ["## Why", "## How"]),
}
FREE = {
    "notes": SPEC.replace("none", "some"),
    "a new section": SPEC + "## Relations\n- spec [[SPEC-4]]\n",
    "testing procedure": SPEC.replace("run it", "run it twice"),
    "blank lines": SPEC.replace("because\n", "because\n\n"),
}


@pytest.mark.parametrize(("changed", "parts"), CHANGES.values(), ids=CHANGES)
def test_a_change_touches(changed: str, parts: list[str]) -> None:
    assert touched(SPEC, changed) == parts


def test_without_their_section_the_criteria_are_protected_with_what_is_below_them() -> None:
    loose = SPEC.replace("### Success Criteria\n", "")
    assert touched(loose, loose.replace("never a float", "roughly")) == [CRITERIA]
    assert touched(loose, loose.replace("run it", "run it twice")) == []


@pytest.mark.parametrize("changed", FREE.values(), ids=FREE)
def test_the_rest_is_free(changed: str) -> None:
    assert touched(SPEC, changed) == []


def judged(
    root: Path, change: dict[str, str | None], convention: Convention | None = None, handed: str = ""
) -> list[str]:
    """What the gate says of a change of a repository with two specifications."""
    repo = make_repository(root, {"specs/SPEC-1 Quotes.md": SPEC, "specs/SPEC-2.md": SPEC, "docs/a.md": SPEC})
    old = repo.text("rev-parse", "HEAD")
    for path, text in change.items():
        (root / path).unlink() if text is None else (root / path).write_text(text)
    new = commit(root, {})
    shipped = conventions.named("spec_notes", nothing)
    assert shipped
    return list(map(str, gate.breaches(convention or shipped, diff.between(repo, old, new), contents(repo), handed)))


def test_the_gate_names_protected_parts_of_specifications(tmp_path: Path) -> None:
    changed = SPEC.replace("because", "so").replace("[ ] 2.", "[x] 2.")
    why = "owner: no agent; next: leave it as it is; where the work needs it otherwise, call ask"
    found = judged(
        tmp_path / "r",
        {
            "specs/SPEC-1 Quotes.md": changed,
            "specs/SPEC-2.md": None,
            "specs/SPEC-3.md": changed,
            "docs/a.md": changed,
        },
    )
    assert found == [
        f"specs/SPEC-1 Quotes.md: protected_sections: changes ## Why, {CRITERIA}; {why}",
        f"specs/SPEC-2.md: protected_sections: changes the whole of it, for it takes it away; {why}",
    ]


def test_the_gate_lets_one_specification_alone_be_touched(tmp_path: Path) -> None:
    paths = ("specs/SPEC-1 Quotes.md", "specs/SPEC-2.md", "specs/SPEC-3.md", "specs/map.txt")
    change: dict[str, str | None] = dict.fromkeys(paths, FREE["notes"])
    found = judged(tmp_path / "r", change, handed="specs/SPEC-1 Quotes.md")
    assert found == [
        f"specs/{name}.md: handed_note: it is not the specification of the task; owner: no agent; next: leave it to "
        "whoever works on it, and call ask where it has to change; `invoke new-spec` begins a new one"
        for name in ("SPEC-2", "SPEC-3")
    ]


def test_the_gate_lets_the_rest_pass_and_asks_nothing_of_other_conventions(tmp_path: Path) -> None:
    assert judged(tmp_path / "a", {"specs/SPEC-1 Quotes.md": FREE["notes"]}) == []
    assert judged(tmp_path / "b", {"specs/SPEC-1 Quotes.md": CHANGES["Why"][0]}, Convention()) == []


ENTRY = Entry("2026-03-14 10:05", "1", 1, "all of it")
EDITS = (Edit("append", "## Observations\n- [decision] cents #money"), Edit("find_replace", "some", find_text="none"))


def test_landing_writes_edits_marks_status_and_entry_and_again_nothing() -> None:
    work = Work(ENTRY, {"1": True, "2": True}, ("1", "2"), EDITS)
    after = landed(SPEC, work)
    wanted = SPEC.replace("approved", "complete").replace("[ ]", "[x]").replace("none", "some")
    assert after == (
        f"{wanted}## Observations\n- [decision] cents #money\n\n## Implementation Progress\n{render(ENTRY)}"
    )
    assert landed(after, work) == after


def test_a_claim_that_is_not_borne_out_leaves_its_box_and_the_status_open() -> None:
    after = landed(SPEC, Work(ENTRY, {"1": True, "2": False}))
    assert "- [x] 1. one total,\n  never a float\n  - of all lines\n- [ ] 2. in cents\n" in after
    assert "status: implementing\n" in after


def test_a_mark_without_a_test_that_passes_completes_nothing() -> None:
    marked = SPEC.replace("[ ] 2.", "[x] 2.")
    assert "status: implementing\n" in landed(marked, Work(ENTRY, {"1": True}, ("1",)))
    assert "status: complete\n" in landed(marked, Work(ENTRY, {"1": True}, ("2", "1")))


def test_an_edit_that_no_longer_fits_is_left_out_and_the_entry_says_so() -> None:
    after = landed(SPEC.replace("none", "other words"), Work(ENTRY, {}, edits=EDITS))
    assert "other words" in after
    assert f"- **Open**: {LEFT_OUT}\n" in after


def test_an_edit_of_a_protected_part_does_not_land_either() -> None:
    after = landed(SPEC, Work(ENTRY, {}, edits=(Edit("find_replace", "so", find_text="because"),)))
    assert "because" in after
    assert f"- **Open**: {LEFT_OUT}\n" in after


def test_a_status_that_a_person_has_set_meanwhile_stays() -> None:
    after = landed(SPEC.replace("approved", "deferred"), Work(ENTRY, {"1": True, "2": True}, ("1", "2")))
    assert "status: deferred\n" in after


def test_a_note_that_is_gone_is_not_made_again() -> None:
    with pytest.raises(EditError, match="the note is gone"):
        landed("", Work(ENTRY, {}))
