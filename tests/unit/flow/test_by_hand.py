"""A report handed in by hand: read as an agent's, needed where one is kept, refused with every fault."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.domain.task import Task
from bailiwick.errors import InputError
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.flow.actions import by_hand
from bailiwick.flow.attempt import Order


def read(convention: str, text: str) -> dict[str, Any]:
    shipped = conventions.named(convention, nothing)
    assert shipped
    agents = {"dev": Agent("dev", convention=convention)}
    structure = Structure("shop", {"api": Module("api", ("api",), ("dev",))}, agents, conventions={convention: shipped})
    task = Task(1, "T", "dev", "in_progress", "", module="api")
    context = SimpleNamespace(structure=structure, task=lambda _key: task)
    return by_hand.read(cast("Any", context), Order("1", 1, "", 1), shipped.defaults | {"title": "T"}, text)


def test_the_fields_of_finish_are_those_that_the_convention_has() -> None:
    given = {"summary": "Priced.", "criteria": {"1": "tests/test_a.py::test_a"}, "open": []}
    report = read("spec_notes", json.dumps(given))
    assert (report["criteria"], report["files"]) == ({"1": ["tests/test_a.py::test_a"]}, [])
    assert "by_hand" not in report


def test_work_without_a_report_claims_nothing() -> None:
    report = read("spec_notes", "")
    assert (report["by_hand"], report["files"]) == (True, [])


@pytest.mark.parametrize(
    ("convention", "text", "told"),
    [
        ("sprint", "", "sprint keeps a report of this work: hand it in with --report FILE\n\n## BACKEND"),
        ("sprint", "Done.", "--report: it does not fit:\n- line 1: expected the title"),
        ("raw_module", "x = 1", "--report: in raw_module the work is the report: submit it without"),
        (
            "spec_notes",
            '{"summary": "", "crtieria": {}}',
            (
                "--report: the fields of `finish` are not as they should be:\n- summary: String should have at least 1 "
                "character\n- crtieria: Extra inputs are not permitted"
            ),
        ),
    ],
    ids=["none", "grammar", "a file", "fields"],
)
def test_what_does_not_fit_is_refused(convention: str, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read(convention, text)
    assert str(refused.value).startswith(told)
