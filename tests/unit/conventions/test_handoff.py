"""The handoff report is written from what the agent says and what the engine saw, and read by the same grammar."""

from __future__ import annotations

from bailiwick.conventions import handoff, report
from bailiwick.files.conventions import named

CHANGED = {"b.py": "M", "a.py": "A", "c.py": "D"}
SAID = {
    "deviations": [{"kind": "internal", "text": "cached per request"}],
    "attention": [{"path": "b.py", "line": 54, "text": "rounding of half cents"}],
}
TEXT = """\
## IMPLEMENTATION SUMMARY
### Files
- created a.py
- modified b.py
- deleted c.py
### Deviations
- internal: cached per request
### Review Attention
- b.py:54 — rounding of half cents
"""


def test_it_is_written_and_read() -> None:
    convention = named("design_docs", lambda _path: None)
    assert convention is not None
    assert handoff.written(convention.report, {}, SAID, CHANGED) == TEXT
    read = report.read(convention.report, TEXT, {})
    assert read.faults == ()
    assert report.render(convention.report, read.values, {}) == TEXT
    assert handoff.written(convention.report, {}, {}, {}).count("- None") == 3


def test_a_report_that_asks_for_more_is_not_written() -> None:
    for name in ("task_list", "sprint", "raw_module"):
        convention = named(name, lambda _path: None)
        assert convention is not None
        assert handoff.written(convention.report, {}, SAID, CHANGED) == ""
