"""`invoke doctor` and `minimum_isolation`: what holds here is said, and what is not enough is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.machine import path_without

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project


def test_each_layer_is_tried_and_told(project: Project) -> None:
    done = project.invoke("doctor")

    assert done.code == 0, done.out + done.err
    assert [line.split()[0] for line in done.out.splitlines() if line[:1] not in {" ", ""}][:7] == [
        "tool", "kernel", "kernel", "kernel", "kernel", "commit", "landing",
    ]  # fmt: skip
    assert "the map asks for uid at least" in done.out


def test_a_layer_of_another_system_is_untested_here(project: Project) -> None:
    findings = {f["name"]: f for f in json.loads(project.invoke("doctor", "--json").out)["findings"]}

    states = {f["state"] for name, f in findings.items() if "sandbox-exec" in name or "seatbelt" in name}
    assert states == {"untested"}


def test_missing_hooks_are_missing_until_they_are_installed(project: Project) -> None:
    before = {f["layer"]: f["state"] for f in json.loads(project.invoke("doctor", "--json").out)["findings"]}
    assert project.invoke("install-hooks").code == 0
    after = {f["layer"]: f["state"] for f in json.loads(project.invoke("doctor", "--json").out)["findings"]}

    assert (before["commit"], after["commit"]) == ("missing", "working")


def test_without_bubblewrap_it_says_what_to_install(project: Project, tmp_path: Path) -> None:
    done = project.invoke("doctor", PATH=path_without(tmp_path / "programs", "bwrap"))

    assert "do: " in done.out
    assert "install" in done.out


@pytest.mark.parametrize("command", ["run-tasks", "doctor"])
def test_less_isolation_than_the_map_asks_for_is_refused(project: Project, tmp_path: Path, command: str) -> None:
    project.edit_json(project.structure, lambda data: data.update(minimum_isolation="bubblewrap"))
    project.commit()

    done = project.invoke(command, PATH=path_without(tmp_path / "programs", "bwrap"))

    if command == "doctor":
        assert done.code == 1
        assert "a run is refused on this machine" in done.out
    else:
        assert done.code == 2
        assert "the map asks for bubblewrap at least; `invoke doctor` says what to install" in done.err
        assert {t["status"] for t in project.tasks().values()} <= {"not_started", "blocked"}


def test_a_run_prints_its_layers_in_one_line(project: Project) -> None:
    project.keep_tasks("1")

    done = project.invoke("run-tasks")

    first = done.out.splitlines()[0]
    assert "layers: tool yes, kernel " in first
    assert first.endswith("commit missing, landing yes")
