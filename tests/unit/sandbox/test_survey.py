"""What the survey says of each kind of sandbox, on machines where it works, is missing or fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bailiwick.domain.diagnosis import Finding, State
from bailiwick.sandbox.probe import KINDS, survey

from tests.support.kinds import fake_bwrap, needs, old_bwrap, on_linux

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def found(name: str, place: Path | None = None) -> Finding:
    return next(finding for finding in survey(place=place) if finding.name == KINDS[name].title)


def test_the_survey_tells_every_kind_with_what_it_is_for() -> None:
    findings = survey()
    assert [finding.name for finding in findings] == [kind.title for kind in KINDS.values()]
    assert {finding.layer for finding in findings} == {"kernel"}
    for finding, kind in zip(findings, KINDS.values(), strict=True):
        assert finding.means.startswith(kind.stops)
        assert (finding.state is State.UNTESTED) == (kind.system != sys.platform)
        assert (finding.state is State.WORKING) == (not finding.reason)


@on_linux
def test_what_belongs_to_another_system_is_untested() -> None:
    assert (found("seatbelt").state, found("seatbelt").reason) == (State.UNTESTED, "it belongs to macOS")


@on_linux
def test_what_is_not_installed_is_missing_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = found("bubblewrap")
    assert (finding.state, finding.reason) == (
        State.MISSING,
        "bubblewrap is missing (install the package bubblewrap)",
    )
    assert finding.remedy.startswith("install the package bubblewrap, version 0.8 or later")


@on_linux
def test_what_is_there_and_fails_is_broken_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_bwrap(tmp_path, "echo bwrap: setting up uid map: Permission denied >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    finding = found("bubblewrap")
    assert (finding.state, finding.reason) == (
        State.BROKEN,
        "bubblewrap does not work here (bwrap: setting up uid map: Permission denied)",
    )
    assert finding.remedy.startswith("let it make user namespaces")


@on_linux
def test_what_works_in_part_is_working_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("bubblewrap")
    old_bwrap(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    finding = found("bubblewrap")
    assert (finding.state, finding.reason) == (
        State.WORKING,
        "bubblewrap does not work in full (bwrap: Unknown option --disable-userns)",
    )
    assert finding.remedy.endswith("install version 0.8 or later")
