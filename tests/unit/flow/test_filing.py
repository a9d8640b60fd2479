"""Kept reports: numbered above all that is there, once for an attempt, and written over nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.flow.actions import filing
from bailiwick.flow.attempt import Order

from tests.support.contexts import make_context
from tests.support.repositories import git, head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.event import Event
    from bailiwick.flow.actions.filing import Filed
    from bailiwick.flow.context import Context

D = ".claude/sprint/3"
BEGUN = {"params": {"sprint": "3", "slug": "backend"}}
TASK = {
    "title": "t",
    "assigned_to": "dev",
    "module": "api",
    "status": "in_progress",
    "blocked_by": [],
    "description": "",
}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def context(tmp_path: Path, said: list[str]) -> Context:
    """A run in a repository that holds the reports 1 and 9."""
    tasks = json.dumps({"tasks": [{"id": 1} | TASK, {"id": 2} | TASK]})
    files = {"shared/task_list.json": tasks, f"{D}/backend-report-1.md": "1", f"{D}/backend-report-9.md": "9"}
    repo = make_repository(tmp_path / "r", files)
    sprint = conventions.named("sprint", nothing)
    assert sprint
    structure = Structure(
        "shop",
        {"api": Module("api", ("api",), ("dev",))},
        {"dev": Agent("dev", convention="sprint")},
        conventions={"sprint": sprint},
    )

    def tell(event: Event) -> None:
        said.append(event.text)

    return make_context(repo, structure, tell)


def order(task: str, number: int) -> Order:
    return Order(task, number, "", number)


def filed(context: Context, task: str, number: int, text: str) -> Filed:
    one = filing.file(context, order(task, number), BEGUN, text, head(context.repo))
    assert one
    return one


def test_ten_comes_after_nine_and_tasks_do_not_share_a_number(context: Context) -> None:
    assert filed(context, "1", 1, "one").path == f"{D}/backend-report-10.md"
    assert filed(context, "2", 1, "one").path == f"{D}/backend-report-11.md"
    (context.root / f"{D}/backend-report-20.md").write_text("a person's\n")
    assert filed(context, "1", 2, "two").path == f"{D}/backend-report-21.md"
    assert [one.text for one in filing.filed(context.repo, "1")] == ["one", "two"]


def test_an_attempt_has_one_number_and_what_was_agreed_to_keeps_its_own(context: Context) -> None:
    first = filed(context, "1", 1, "one")
    mended = filed(context, "1", 1, "one, mended")
    agreed = filed(context, "1", 2, "one, mended")
    assert first.path == mended.path == agreed.path == f"{D}/backend-report-10.md"
    assert filing.filed(context.repo, "1") == [agreed]


def test_a_number_that_another_process_has_landed_meanwhile_is_not_taken(context: Context) -> None:
    first = filed(context, "1", 1, "one")
    (context.root / first.path).write_text("another's")
    git(context.root, "add", first.path)
    git(context.root, "commit", "-qm", "by another process")
    assert filed(context, "1", 1, "one").path == f"{D}/backend-report-11.md"


def test_a_mended_report_takes_the_place_of_the_one_that_was_written(context: Context) -> None:
    one = filed(context, "1", 1, "one")
    filing.write(context, order("1", 1), one)
    mended = filed(context, "1", 1, "mended")
    filing.write(context, order("1", 1), mended)
    assert (context.root / one.path).read_text() == "mended"


def test_that_a_ui_tester_is_done_lands_once_and_nobody_else_says_it(context: Context) -> None:
    context.structure.agents["dev"] = Agent("dev", "qa", convention="sprint")  # type: ignore[index]
    begun = {"params": {"sprint": "3", "slug": "ui-test"}}
    (patch,) = filing.patches(context, order("1", 1), begun, "HEAD")
    assert (patch.path, patch.change("")) == (f"{D}/.ui-test-done", "done\n")
    assert filing.patches(context, order("1", 1), {"params": {"sprint": "3", "slug": "qa"}}, "HEAD") == []
    (context.root / patch.path).write_text("done\n")
    git(context.root, "add", patch.path)
    git(context.root, "commit", "-qm", "done")
    assert filing.patches(context, order("1", 1), begun, "HEAD") == []
    assert [one.path for one in filing.patches_of(context, order("1", 1), begun, "HEAD")] == [patch.path]


def test_a_report_is_written_byte_for_byte_and_over_nothing(context: Context, said: list[str]) -> None:
    one = filed(context, "1", 1, "a\r\nb — ä")
    place = context.root / one.path
    filing.write(context, order("1", 1), one)
    filing.write(context, order("1", 1), one)
    assert place.read_bytes() == "a\r\nb — ä".encode()
    assert said == [f"the report is kept as {one.path}"]

    place.write_text("mine\n")
    filing.write(context, order("1", 1), one)
    assert place.read_text() == "mine\n"
    assert said[1:] == [
        f"{one.path} is there already and was left alone; the report is kept under refs/bailiwick/reports/1/1"
    ]


def test_a_landing_takes_what_is_not_committed_yet(context: Context) -> None:
    filed(context, "1", 1, "one")
    two = filed(context, "1", 2, "two")
    found = filing.patches(context, order("1", 3), BEGUN, "HEAD")
    assert [(patch.path, patch.change("")) for patch in found] == [
        (f"{D}/backend-report-10.md", "one"),
        (f"{D}/backend-report-11.md", "two"),
    ]
    assert found[1].change("two") == "two"
    with pytest.raises(ValueError, match="another report is there"):
        found[1].change("mine")

    filing.write(context, order("1", 2), two)
    git(context.root, "add", two.path)
    git(context.root, "commit", "-qm", "by hand")
    assert [patch.path for patch in filing.patches(context, order("1", 3), BEGUN, "HEAD")] == [
        f"{D}/backend-report-10.md"
    ]
    filing.forget(context.repo, "1")
    assert filing.filed(context.repo) == []


def test_what_git_ignores_is_kept_beside_the_landing_and_said_once(context: Context, said: list[str]) -> None:
    (context.root / ".gitignore").write_text(".claude\n")
    filed(context, "1", 1, "one")
    filed(context, "2", 1, "two")
    assert filing.patches(context, order("1", 1), BEGUN, "HEAD") == []
    filing.keep_ignored(context, order("1", 1), BEGUN)
    filing.keep_ignored(context, order("2", 1), BEGUN)
    assert (context.root / f"{D}/backend-report-11.md").read_text() == "two"
    assert said.count(f"git ignores {D}: reports are kept there, and land with no commit") == 1
