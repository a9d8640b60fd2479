"""How a run ended, in words."""

from __future__ import annotations

import json

import pytest
from bailiwick.domain.record import RunSummary
from bailiwick.views.summary import from_json, report_summary

from tests.support.reports import printed
from tests.support.run_events import SUMMARY


def _lines(summary: RunSummary) -> list[str]:
    return printed(lambda paper: report_summary(summary, paper)).splitlines()


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        pytest.param(RunSummary(), ["", "nothing to do"], id="nothing to do"),
        pytest.param(RunSummary(interrupted=True), ["", "interrupted: nothing landed"], id="interrupted at once"),
        pytest.param(
            RunSummary(interrupted=True, landed=(("1", "s"),), returned=(("2", "interrupted, work kept"),)),
            ["", "interrupted: 1 landed, 1 returned", "  landed    1", "  returned  2  interrupted, work kept"],
            id="interrupted",
        ),
        pytest.param(
            RunSummary(landed=(("1", "s"),), cost_usd=None, tokens=1500, wall_seconds=2, work_seconds=1.5),
            [
                "",
                "1 landed",
                "  landed  1",
                "  cost    unknown: a model without a price was used, 1.5k tokens",
                "  time    2.0 s; 1.5 s of work, speed-up 0.8 over one at a time",
            ],
            id="no price",
        ),
        pytest.param(
            RunSummary(blocked=(("3\x1b[2J", "asks:\n[b]what?[/b]"),)),
            ["", "1 blocked", "  blocked  3  asks: [b]what?[/b]"],
            id="untrusted text",
        ),
    ],
)
def test_summary(summary: RunSummary, expected: list[str]) -> None:
    assert _lines(summary) == expected


def test_the_data_of_the_last_event_gives_the_summary_back() -> None:
    assert from_json(json.loads(json.dumps(SUMMARY.to_json()))) == SUMMARY


def test_pairs_may_also_come_as_lists() -> None:
    assert from_json({"landed": [["1", "s"]]}) == RunSummary(landed=(("1", "s"),))
