"""`invoke verify`: the evidence of a landed task is made anew and compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import keep_quick
from tests.support.small_tasks import script_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.project import Done, Project

FLAKY = "case $PWD in */checks/verify.1/*) echo unlucky; exit 7;; esac"
"""A check that fails whenever it is run for `verify`."""


@pytest.fixture
def landed(project: Project) -> Project:
    """The project with task 1 landed."""
    project.keep_tasks("1")
    done = project.invoke("run-tasks")
    assert done.code == 0, done.out + done.err
    return project


@pytest.fixture
def small(project: Project) -> Project:
    """The project with a small task landed."""
    return land_small(project, ["true"])


def land_small(project: Project, check: list[str]) -> Project:
    script_a(project)
    keep_quick(project, "1", check=check)
    done = project.invoke("run-tasks")
    assert done.code == 0, done.out + done.err
    return project


def amend(project: Project, change: Callable[[str], str] = str) -> None:
    """Write the landing anew, with what was added and another message."""
    message = change(project.git("log", "-1", "--format=%B"))
    project.git("commit", "--quiet", "--amend", "--no-verify", "--message", message)


def differences(done: Done) -> list[str]:
    assert done.code == 1, done.out + done.err
    found: list[str] = json.loads(done.out)["differences"]
    return found


def test_the_evidence_is_what_the_commit_says(landed: Project) -> None:
    done = landed.invoke("verify", "--task", "1")

    assert done.code == 0, done.out + done.err
    assert "task 1, landed as " in done.out
    assert "catalog:tests" in done.out
    assert "nothing differs" in done.out


def test_every_fact_of_the_evidence_is_in_the_trailers(landed: Project) -> None:
    evidence = landed.landed_tasks()["1"]["outputs"]["evidence"]
    trailers = landed.git("log", "-1", "--format=%(trailers:only,unfold)").splitlines()

    assert f"Bailiwick-Base: {evidence['base']}" in trailers
    assert f"Bailiwick-Commit: {evidence['commit']}" in trailers
    assert f"Bailiwick-Tree: {evidence['tree']}" in trailers
    assert f"Bailiwick-Isolation: {evidence['isolation']}" in trailers
    told = [line for line in trailers if line.startswith("Bailiwick-Check: ")]
    assert [line.split()[1:3] for line in told] == [[c["name"], c["outcome"]] for c in evidence["checks"]]
    tests = next(line for line in told if "catalog:tests" in line)
    counts = next(c for c in evidence["checks"] if c["name"] == "catalog:tests")["counts"]
    assert f"({counts['collected']} collected, {counts['passed']} passed, 0 failed, " in tests
    assert tests.endswith(" s) pytest -q")


def test_the_evidence_names_each_layer(landed: Project) -> None:
    evidence = landed.landed_tasks()["1"]["outputs"]["evidence"]

    assert evidence["layers"] == {
        "tool": "yes",
        "kernel": evidence["isolation"],
        "commit": "missing",
        "landing": "yes",
    }


def test_evidence_that_was_edited_is_found_out(landed: Project) -> None:
    def claim_more(data: dict[str, list[dict[str, dict[str, dict[str, list[dict[str, object]]]]]]]) -> None:
        data["tasks"][0]["outputs"]["evidence"]["checks"][0]["outcome"] = "passed, twice"

    landed.edit_json(landed.task_list, claim_more)

    done = landed.invoke("verify", "--task", "1", "--json")

    assert done.code == 1
    assert json.loads(done.out)["differences"] == ["the evidence in today's task list is not the one that landed"]


def test_a_landing_with_other_code_than_was_checked_is_found_out(landed: Project) -> None:
    message = landed.git("log", "-1", "--format=%B")
    (landed.root / "scripts/slipped_in.md").write_text("No coder of the catalog may write this.\n")
    landed.git("add", "--all")
    landed.git("commit", "--quiet", "--amend", "--no-verify", "--message", message)

    done = landed.invoke("verify", "--task", "1")

    assert done.code == 1
    assert "differs: the tree that was checked is " in done.out


def test_a_task_that_has_not_landed(project: Project) -> None:
    done = project.invoke("verify", "--task", "1")

    assert done.code == 2
    assert "no landing of task 1 is in the history of HEAD" in done.err


def test_works_in_a_fresh_clone(landed: Project) -> None:
    clone = landed.root.with_name("clone")
    landed.git("clone", "--quiet", str(landed.root), str(clone))

    done = landed.invoke("verify", "--task", "1", cwd=clone)

    assert done.code == 0, done.out + done.err


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        (
            "Bailiwick-Isolation: ",
            "Bailiwick-Isolation: none",
            "the trailer Bailiwick-Isolation says none, the evidence ",
        ),
        ("Bailiwick-Tree: ", "", "the trailer Bailiwick-Tree says less, the evidence "),
        (
            "Bailiwick-Check: catalog:quick",
            "Bailiwick-Check: catalog:quick failed (0 s) true",
            "the trailer Bailiwick-Check says catalog:quick failed (0 s) true, the evidence catalog:quick passed (",
        ),
        (
            "Bailiwick-Agent: ",
            "Bailiwick-Agent: x\nBailiwick-Check: more",
            "the trailer Bailiwick-Check says more, the evidence less",
        ),
    ],
    ids=["isolation", "tree taken out", "check", "check put in"],
)
def test_a_trailer_that_contradicts_the_evidence_is_found_out(
    small: Project, line: str, instead: str, told: str
) -> None:
    def change(message: str) -> str:
        lines = [instead if old.startswith(line) else old for old in message.split("\n")]
        return "\n".join(new for old, new in zip(message.split("\n"), lines, strict=True) if new or not old)

    amend(small, change)

    (found,) = differences(small.invoke("verify", "--task", "1", "--json"))

    assert found.startswith(told)


def test_evidence_that_was_edited_in_the_landing_itself_is_found_out(small: Project) -> None:
    small.edit_json(small.task_list, lambda data: data["tasks"][0]["outputs"]["evidence"].update(isolation="bare"))
    small.git("add", "--all")
    amend(small)

    (found,) = differences(small.invoke("verify", "--task", "1", "--json"))

    assert found.endswith(", the evidence bare")


def test_a_check_that_does_not_always_pass_is_told(project: Project) -> None:
    land_small(project, ["sh", "-c", FLAKY])

    done = project.invoke("verify", "--task", "1")

    assert done.code == 1
    assert "differs: catalog:quick: passed was recorded, now failed: exit status 7" in done.out


def test_a_landing_without_evidence(small: Project) -> None:
    small.edit_json(small.task_list, lambda data: data["tasks"].clear())
    small.git("add", "--all")
    amend(small)

    done = small.invoke("verify", "--task", "1")

    assert done.code == 2
    assert "of task 1 holds no evidence that can be read" in done.err


def test_a_clone_that_lacks_the_commit_before(small: Project) -> None:
    clone = small.root.with_name("clone")
    small.git("clone", "--quiet", "--depth=1", small.root.as_uri(), str(clone))

    done = small.invoke("verify", "--task", "1", cwd=clone)

    assert done.code == 2
    assert "of task 1 is a change of a commit that this clone lacks; run `git fetch --unshallow`" in done.err


def test_nothing_is_left_behind(small: Project) -> None:
    before = small.git("for-each-ref"), small.git("status", "--porcelain")

    done = small.invoke("verify", "--task", "1")

    assert done.code == 0, done.out + done.err
    assert (small.git("for-each-ref"), small.git("status", "--porcelain")) == before
    assert list((small.state / "checks").iterdir()) == []
