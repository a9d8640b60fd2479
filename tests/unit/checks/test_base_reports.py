from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks import base_reports
from bailiwick.checks.base_reports import BaseReports
from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.domain.structure import Check, EvidenceRules, Module, Network

if TYPE_CHECKING:
    from pathlib import Path

REPORT = TestReport({"test_a.py::test_ü": TestOutcome.PASSED, "b": TestOutcome.XFAILED}, "failed")
CHECK = Check(("pytest", "-q"))
MODULE = Module("pricing", ("modules/pricing",), ("coder",), checks={"tests": CHECK})


def key(module: Module = MODULE, check: Check = CHECK, name: str = "tests", **changed: str) -> str:
    return base_reports.key(module, name, check, **{"fingerprint": "f", "isolation": "bubblewrap", **changed})


def test_a_report_is_found_as_it_was_remembered(tmp_path: Path) -> None:
    reports = BaseReports(tmp_path / "reports")
    assert reports.find(key()) is None
    reports.remember(key(), REPORT)
    assert reports.find(key()) == REPORT


def test_the_newest_one_counts(tmp_path: Path) -> None:
    reports = BaseReports(tmp_path)
    reports.remember("a", REPORT)
    reports.remember("a", TestReport())
    assert reports.find("a") == TestReport()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"outcomes": {"a": "splendid"}}', '{"outcomes": 1, "injected": ""}', "\xff"]
)
def test_what_cannot_be_read_is_not_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_bytes(text.encode("latin-1"))
    assert BaseReports(tmp_path).find("a") is None


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    for i in range(base_reports.KEPT):
        (tmp_path / f"{i}.json").touch()
        os.utime(tmp_path / f"{i}.json", (i, i))
    BaseReports(tmp_path).remember("new", REPORT)
    left = {path.stem for path in tmp_path.iterdir()}
    assert left == {"new", *map(str, range(1, base_reports.KEPT))}


OTHERS = {
    "content": key(fingerprint="g"),
    "sandbox": key(isolation="landlock"),
    "check": key(name="unit"),
    "command": key(check=Check(("pytest",))),
    "report": key(check=Check(("pytest", "-q"), "junit.xml")),
    "module": key(replace(MODULE, name="price")),
    "directories": key(replace(MODULE, paths=("modules/pricing", "docs"))),
    "setup": key(replace(MODULE, setup=(("true",),))),
    "plugins": key(replace(MODULE, pytest_plugins=("xdist",))),
    "network": key(replace(MODULE, network=Network.FULL)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_report_is_of_one_content_and_one_way_of_running_it(other: str) -> None:
    assert OTHERS[other] != key()


def test_the_rules_judge_the_report_and_are_no_part_of_it() -> None:
    assert key(replace(MODULE, evidence=EvidenceRules(tests_kept=False))) == key()
