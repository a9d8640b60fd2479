"""A small run as events, with every kind that a line is printed for."""

from __future__ import annotations

from bailiwick.domain.event import Event
from bailiwick.domain.record import RunSummary

SUMMARY = RunSummary(
    landed=(("1", "feat(catalog): search"), ("10", "fix(pricing): round half even")),
    returned=(("2", "the checks failed 3 times: pricing:tests"),),
    blocked=(("3", "asks: which currency? (write `answer` into the task list)"),),
    held=(("4", "README.md is edited in your checkout: commit or undo it"),),
    waiting=(("5", "waits for 3 (blocked)"), ("6", "waits for 5 (not_started)")),
    cost_usd=0.31,
    tokens=84_213,
    wall_seconds=42.0,
    work_seconds=97.4,
    notes=("no git identity is configured: commits are in the name of Bailiwick",),
)

RUN = (
    Event("notice", text="bubblewrap is missing (install the package bubblewrap); using Landlock with seccomp", at=999),
    Event("run_started", data={"tasks": 6, "jobs": 3, "isolation": "landlock", "coders": ["api", "scripted"]}, at=1000),
    Event(
        "started", task="1", title="Search", module="catalog", agent="catalog_coder", coder="api", attempt=1, at=1001
    ),
    Event("stage", task="1", stage="turns", at=1001),
    Event("turn", task="1", turn=1, tokens=1200, cost_usd=0.01, at=1002),
    Event(
        "started", task="3", title="Totals", module="checkout", agent="checkout_coder", coder="api", attempt=2, at=1002
    ),
    Event("denied", task="3", text="modules/pricing/x.py is outside the scope of checkout_coder", at=1003),
    Event("check", task="1", data={"name": "catalog:tests", "outcome": "failed"}, text="1 of 5 tests failed", at=1004),
    Event("feedback", task="1", text="catalog:tests failed\n1 of 5 tests failed", at=1004),
    Event("check", task="1", data={"name": "catalog:tests", "outcome": "passed"}, at=1064),
    Event(
        "check", task="1", data={"name": "catalog:lint", "outcome": "could_not_run"}, text="ruff is missing", at=1064
    ),
    Event("requested", task="10", title="Round half even", module="pricing", text="task 3 needs it", at=1065),
    Event("blocked", task="3", text="asks: which currency?", at=1066),
    Event("held", task="4", text="README.md is edited in your checkout", at=1067),
    Event("landed", task="1", data={"commit": "a1b2c3d4e5f6", "subject": "feat(catalog): search"}, at=1068),
    Event("returned", task="2", text="the checks failed 3 times", at=4669),
    Event("run_finished", data=SUMMARY.to_json(), at=4670),
)
