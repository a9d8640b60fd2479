"""Edits of a note: each operation, what does not fit, and that a repeated one changes nothing."""

from __future__ import annotations

import pytest
from bailiwick.conventions.spec.edit import Edit, EditError, edited

NOTE = """\
---
title: Quotes
---
# Quotes

## Notes
- first

## Fenced
```
## Notes
```

## Open
none
"""

CASES = {
    "append": (
        Edit("append", "- last\n"),
        NOTE + "- last\n",
    ),
    "prepend": (
        Edit("prepend", "Read me."),
        NOTE.replace("---\n# Quotes", "---\nRead me.\n# Quotes"),
    ),
    "find_replace": (
        Edit("find_replace", "- second", find_text="- first"),
        NOTE.replace("- first", "- second"),
    ),
    "find_replace with what it finds": (
        Edit("find_replace", "- first\n- second", find_text="- first"),
        NOTE.replace("- first", "- first\n- second"),
    ),
    "replace_section": (
        Edit("replace_section", "- other", section="## Notes"),
        NOTE.replace("- first", "- other"),
    ),
    "replace_section with its heading": (
        Edit("replace_section", "## Open\nall", section="## Open"),
        NOTE.replace("none", "all"),
    ),
    "insert_before_section": (
        Edit("insert_before_section", "## More\ntext", section="## Open"),
        NOTE.replace("## Open", "## More\ntext\n\n## Open"),
    ),
    "insert_after_section": (
        Edit("insert_after_section", "- zeroth", section="## Notes"),
        NOTE.replace("- first", "- zeroth\n- first"),
    ),
}


@pytest.mark.parametrize(("edit", "wanted"), CASES.values(), ids=CASES)
def test_an_edit_changes_its_place_alone_and_again_nothing(edit: Edit, wanted: str) -> None:
    changed = edited(NOTE, edit)
    assert changed == wanted
    assert edited(changed, edit) == wanted


def test_several_edits_repeated_in_turn_change_nothing_more() -> None:
    edits = [Edit("append", "- a"), Edit("append", "- b"), Edit("insert_after_section", "- c", section="## Open")]
    text = NOTE
    for edit in (*edits, *edits):
        text = edited(text, edit)
    assert text == NOTE.replace("none\n", "- c\nnone\n- a\n- b\n")


def test_what_is_appended_stands_before_the_progress_at_the_end() -> None:
    progress = "## Implementation Progress\n### 2026-03-14 10:05 — task 12, attempt 1\n- **Open**: None\n"
    changed = edited(f"{NOTE}\n{progress}", Edit("append", "- last"))
    assert changed == f"{NOTE}\n- last\n\n{progress}"
    assert edited(changed, Edit("append", "- last")) == changed
    assert edited(f"{progress}## More\n", Edit("append", "- last")) == f"{progress}## More\n- last\n"


def test_the_line_ending_of_the_note_is_kept() -> None:
    windows = NOTE.replace("\n", "\r\n")
    changed = edited(windows, Edit("insert_after_section", "- a\n- b", section="## Notes"))
    assert changed == windows.replace("- first", "- a\r\n- b\r\n- first")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("find_replace", "x", find_text="- ", expected_replacements=2), "expected 2 of '- ', found 1"),
        (Edit("find_replace", "x"), "needs find_text"),
        (Edit("find_replace", "x", find_text="gone"), "expected 1 of 'gone', found 0"),
        (Edit("replace_section", "x", section="## Gone"), "there is no section ## Gone; there are: # Quotes, ## Notes"),
        (Edit("insert_after_section", "x"), "needs section"),
    ],
    ids=["too few", "no text", "missing text", "missing section", "no section"],
)
def test_what_does_not_fit_is_an_error(edit: Edit, message: str) -> None:
    with pytest.raises(EditError, match=message):
        edited(NOTE, edit)


def test_a_heading_that_stands_twice_is_an_error() -> None:
    with pytest.raises(EditError, match="the heading ## Notes stands 2 times"):
        edited(NOTE + "\n## Notes\n", Edit("replace_section", "x", section="## Notes"))
