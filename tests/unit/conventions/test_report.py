"""Reports as text: read strictly, with every fault at once; what is rendered reads back the same."""

from __future__ import annotations

import itertools

import pytest
from bailiwick.conventions import report
from bailiwick.domain.convention import Convention, ReportForm
from bailiwick.files import conventions
from bailiwick.files.structure import nothing

PARAMS = {"task": "7", "title": "Orders", "team": "BACKEND"}
SPRINT = """\
## BACKEND IMPLEMENTATION REPORT
### CONFORMITY STATUS: NO
### DEVIATIONS:
- **Endpoint:** POST /checkout/orders
- **File:** modules/checkout/src/orders.py:42
- **Deviation:** answers 201 where the contract says 200
- **Justification:** every create route of this API answers 201
- **Recommendation:** update spec to match

---
### FILES CHANGED:
- modules/checkout/src/orders.py
### ISSUES FOUND:
- None
"""
TASK = """\
## TASK REPORT 7
### Files
- created modules/pricing/src/quotes.py
- modified modules/pricing/pyproject.toml
### Commits
- feat(python): quote baskets in integer cents
### Endpoints
- POST /quotes | QuoteRequest {sku, quantity} | 200 Quote {sku, total_cents}
- GET /quotes
### Dependencies
- pydantic>=2.7
### Assumptions
- None
"""
DESIGN = """\
## IMPLEMENTATION SUMMARY
### Files
- modified modules/pricing/pricing/models.py — DiscountRule
- deleted modules/pricing/pricing/old.py
### Deviations
- internal: rule lookup cached per request
### Review Attention
- modules/pricing/pricing/services.py:54 — rounding of half cents
"""


def form(name: str) -> ReportForm:
    """The report of a shipped convention."""
    found = conventions.named(name, nothing)
    assert isinstance(found, Convention)
    return found.report


@pytest.mark.parametrize(
    ("name", "text"),
    [("sprint", SPRINT), ("task_list", TASK), ("design_docs", DESIGN)],
    ids=["sprint", "task", "design"],
)
def test_a_report_that_fits_reads_and_renders_back(name: str, text: str) -> None:
    found = report.read(form(name), text, PARAMS)
    assert found.faults == ()
    again = report.render(form(name), found.values, PARAMS)
    assert report.read(form(name), again, PARAMS) == found
    assert again.replace("\n\n", "\n") == text.replace("\n\n", "\n")


def test_what_a_report_says() -> None:
    values = report.read(form("sprint"), SPRINT, PARAMS).values
    assert values["conformity"] == "NO"
    assert values["files"] == ({"path": "modules/checkout/src/orders.py"},)
    assert values["issues"] == ()
    assert values["deviations"][0]["File"] == "modules/checkout/src/orders.py:42"  # type: ignore[index]
    assert report.read(form("task_list"), TASK, PARAMS).values["endpoints"] == (
        {
            "method": "POST",
            "path": "/quotes",
            "request": "QuoteRequest {sku, quantity}",
            "response": "200 Quote {sku, total_cents}",
        },
        {"method": "GET", "path": "/quotes", "request": "", "response": ""},
    )


@pytest.mark.parametrize(
    ("values", "name"),
    [
        *(
            (
                {
                    "conformity": word,
                    "deviations": tuple(
                        {
                            "Endpoint": endpoint,
                            "File": "b/c.py:1",
                            "Deviation": "é — |",
                            "Justification": "- None",
                            "Recommendation": "keep deviation",
                        }
                        for endpoint in endpoints
                    ),
                    "end": "---",
                    "files": tuple({"path": path} for path in files),
                    "issues": tuple({"text": text} for text in issues),
                },
                "sprint",
            )
            for word, endpoints, files, issues in itertools.product(
                ("YES", "NO"), ((), ("n/a", "GET /")), ((), ("a.py", "ü/b.py")), ((), ("**x:** y", "### no heading"))
            )
        ),
        (
            {
                "files": (
                    {"how": "created", "path": "a.py", "note": ""},
                    {"how": "deleted", "path": "b", "note": "x — y"},
                ),
                "deviations": ({"kind": "contract", "text": "interface: x"},),
                "attention": ({"path": "a.py", "line": "3", "text": "b.py:4 — c"},),
            },
            "design_docs",
        ),
    ],
)
def test_every_report_that_can_be_written_reads_back(values: report.Values, name: str) -> None:
    text = report.render(form(name), values, PARAMS)
    assert report.read(form(name), text, PARAMS) == report.Read(values)


TITLE = "line 1: expected the title '## BACKEND IMPLEMENTATION REPORT' and nothing before it, found"
FILE = "expected a bullet such as '- modules/checkout/orders.py', found"
ISSUE = "expected a bullet such as '- the project map names a file that is gone (doc mismatch)', found"
FAULTS = {
    "title": (("## BACKEND", "# Backend"), [f"{TITLE} '# Backend IMPLEMENTATION REPORT'"]),
    "prose before": (("## BACKEND", "Here it is.\n## BACKEND"), [f"{TITLE} 'Here it is.'"]),
    "not filled in": (
        ("STATUS: NO", "STATUS: [YES/NO]"),
        [
            "expected '### CONFORMITY STATUS: YES|NO', found '### CONFORMITY STATUS: [YES/NO]'",
            "line 2: expected a part of the report, found '### CONFORMITY STATUS: [YES/NO]'",
        ],
    ),
    "no rule": (
        ("\n---\n", "\n"),
        ["expected '---'"],
    ),
    "field missing": (
        ("- **Justification:** every create route of this API answers 201\n", ""),
        [
            "line 7: expected '- **Justification:** ...', found '- **Recommendation:** update spec to match'",
            "line 7: expected all of Endpoint, File, Deviation, Justification, Recommendation in each group",
        ],
    ),
    "word": (
        ("update spec to match", "ignore it"),
        ["line 8: expected for Recommendation a match of ^(keep deviation|update spec to match)$, found 'ignore it'"],
    ),
    "no path": (
        ("orders.py\n### ISSUES", "orders.py (new)\n### ISSUES"),
        [f"line 12: {FILE} '- modules/checkout/src/orders.py (new)'"],
    ),
    "empty": (("- None\n", ""), ["line 13: expected '- None' where there is nothing to say"]),
    "more": (
        ("- None\n", "- None\n### RESULT\nall good\n"),
        [f"line 14: {ISSUE} '- None'", f"line 15: {ISSUE} '### RESULT'", f"line 16: {ISSUE} 'all good'"],
    ),
    "twice": (
        ("### FILES CHANGED:", "### FILES CHANGED:\n- a.py\n### FILES CHANGED:"),
        [
            f"line 13: {FILE} '### FILES CHANGED:'",
            "line 13: expected '### FILES CHANGED:' once, found '### FILES CHANGED:'",
        ],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_told_with_line_expected_and_found(name: str) -> None:
    change, faults = FAULTS[name]
    text = SPRINT.replace(*change)
    assert text != SPRINT
    assert sorted(str(fault) for fault in report.read(form("sprint"), text, PARAMS).faults) == sorted(faults)


def test_parts_in_another_order_are_a_fault() -> None:
    head, files, issues = (
        SPRINT.partition("### FILES CHANGED:")[0],
        "### FILES CHANGED:\n- None\n",
        "### ISSUES FOUND:\n- None\n",
    )
    (fault,) = report.read(form("sprint"), head + issues + files, PARAMS).faults
    assert fault.expected.startswith("the parts in this order: '### CONFORMITY STATUS: YES|NO'")


def test_one_fence_around_all_is_cut_off_with_a_note_and_brackets_are_read() -> None:
    text = "```markdown\n" + SPRINT.replace("STATUS: NO", "STATUS: [NO]") + "```\n"
    found = report.read(form("sprint"), text, PARAMS)
    assert (found.faults, found.values["conformity"]) == ((), "NO")
    assert found.notes == ("a fence around the whole report was cut off",)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "```\n```", "\0", "## BACKEND IMPLEMENTATION REPORT", "- \n" * 1000, "é" * 100_000]
)
def test_nothing_makes_the_reader_raise(text: str) -> None:
    assert report.read(form("sprint"), text, PARAMS).faults


def test_the_outline_shows_each_part_with_an_example() -> None:
    shown = report.outline(form("task_list"), PARAMS)
    assert shown.startswith(
        "## TASK REPORT 7\n### Files\n- modified modules/pricing/quotes.py\n(or: - None)\n### Commits\n"
    )
    assert "### CONFORMITY STATUS: (YES|NO)\n" in report.outline(form("sprint"), PARAMS)
