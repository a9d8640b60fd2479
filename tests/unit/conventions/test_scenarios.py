"""Whose the failures of end-to-end runs are. The form of the file is in `checks/form/examples/e2e_scenarios.toml`."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.conventions.scenarios import Scenarios

from tests.support.coding import STRUCTURE

PRICING, CATALOG = ("pricing_coder", "pricing"), ("catalog_coder", "catalog")


def scenarios(*zones: str, **scenario: Any) -> Scenarios:
    """A run of one scenario; without a severity unless it is given."""
    one = {"id": "S1", "phase": "core", "title": "Quote", "description": "", "triggered_by": "", "preconditions": [],
           "depends_on": [], "steps": [], "result": "FAIL", "failure_summary": "no total"}  # fmt: skip
    changes = {"files_changed": [], "impact_zones": list(zones), "summary": ""}
    meta = {"run_id": "r", "date": "2026-03-14", "trigger": "", "changes": changes, "servers": None, "started_at": "",
            "completed_at": "", "verdict": ""}  # fmt: skip
    return Scenarios.model_validate({"meta": meta, "scenarios": [one | scenario], "summary": {}})


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 1),
        ({"severity": "MAJOR"}, 1),
        ({"severity": "MINOR"}, 0),
        *(({"result": word}, 0) for word in ("PASS", "SKIP", "ERROR", "PENDING")),
    ],
)
def test_a_failure_that_is_no_minor_one_is_somebodys_and_without_a_severity_it_is_critical(
    given: dict[str, str], count: int
) -> None:
    assert len(scenarios(**given).failures(STRUCTURE)) == count
    assert scenarios().scenarios[0].severity == "CRITICAL"


@pytest.mark.parametrize(
    ("zones", "triggered_by", "owner"),
    [
        ((), "pricing", PRICING),
        ((), "modules/catalog/items.py", CATALOG),
        (("catalog",), "pricing", PRICING),
        (("the moon", "modules/catalog/items.py"), "everything", CATALOG),
        (("README.md",), "", None),
    ],
)
def test_it_goes_to_the_owner_of_what_it_tries_else_of_what_the_change_reaches(
    zones: tuple[str, ...], triggered_by: str, owner: tuple[str, str] | None
) -> None:
    assert [found for _, found in scenarios(*zones, triggered_by=triggered_by).failures(STRUCTURE)] == [owner]
