"""Reports that the engine keeps, when it is killed between writing and recording, and when a person hands one in."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.deadly_git import deadly_git
from tests.support.examples import make_example
from tests.support.pauses import make_quick
from tests.support.project import create, say
from tests.support.reviewed import REVIEWER, script_reviewer, stored, verdict

if TYPE_CHECKING:
    from tests.support.project import Project

SPRINT = ".claude/sprint/2"
NOTE = "services/orders/orders/note.py"
FIELDS = """\
- **Endpoint:** n/a
- **File:** {file}:1
- **Deviation:** there is a note
- **Justification:** it helps
- **Recommendation:** keep deviation
"""


def deviating(team: str, file: str) -> str:
    head = f"## {team} IMPLEMENTATION REPORT\n### CONFORMITY STATUS: NO\n### DEVIATIONS:\n{FIELDS.format(file=file)}"
    return f"{head}\n---\n### FILES CHANGED:\n- {file}\n### ISSUES FOUND:\n- None\n"


def test_a_run_killed_between_writing_and_recording_makes_no_second_number_task_or_landing(tmp_path: Path) -> None:
    project = make_example(tmp_path, "sprint")
    make_quick(project)
    project.script("3", [[create("web/note.html", "<p></p>\n")], [say(deviating("FRONTEND", "web/note.html"))]])
    project.commit("Quick")
    moments = [
        ("when an architect's request has landed", "update-ref -m bailiwick: "),
        ("when a report is recorded and not landed", "update-ref --no-deref refs/bailiwick/reports/2/1"),
        ("when a report is recorded and nobody is asked yet", "update-ref --no-deref refs/bailiwick/reports/3/1"),
    ]
    for number, (when, at) in enumerate(moments):
        git = deadly_git(tmp_path / str(number), "kill after", at)
        killed = project.invoke("run-tasks", "--jobs", "1", PATH=git.path)
        assert (git.has_acted, killed.code) == (True, -signal.SIGKILL), when + killed.out + killed.err

    done = project.invoke("run-tasks", "--jobs", "1")

    assert done.code == 1, done.out + done.err
    status = {"1": "done", "2": "done", "3": "blocked", "4": "not_started"}
    assert {key: task["status"] for key, task in project.tasks().items()} == status
    assert list(project.landed_tasks()) == list(status)
    landings = project.git("log", "--format=%(trailers:key=Bailiwick-Task,valueonly,separator=)").split()
    assert landings == ["2", "1"]
    reports = sorted(path.name for path in (project.root / SPRINT).glob("*-report-*"))
    assert reports == ["backend-report-1.md", "frontend-report-1.md"]
    assert (project.root / SPRINT / "frontend-report-1.md").read_text() == deviating("FRONTEND", "web/note.html")
    assert project.tasks()["3"]["question"].endswith("there is a note; it helps; keep deviation")
    kept = project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/reports")
    assert kept == "refs/bailiwick/reports/3/1"


def test_a_report_handed_in_by_hand_is_judged_kept_and_landed_once(tmp_path: Path) -> None:
    project = claimable(tmp_path)
    claimed = project.invoke("claim", "--task", "1")
    worktree = Path(re.search(r"worktree  (.+)", claimed.out)[1])  # type: ignore[index]
    (worktree / NOTE).write_text('"""A note."""\n')
    subprocess.run(["git", "add", "--all"], cwd=worktree, check=True)
    subprocess.run(["git", "commit", "-qm", "Keep a note of the sprint"], cwd=worktree, check=True)
    report = tmp_path / "report.md"
    told = {}
    for name, text in (("none", ""), ("malformed", "Done.\n"), ("deviating", deviating("BACKEND", NOTE))):
        report.write_text(text)
        told[name] = project.invoke("submit", "--report", str(report), cwd=worktree)

    assert [done.code for done in told.values()] == [2, 2, 1], told
    assert "sprint keeps a report of this work: hand it in with --report FILE" in told["none"].err
    assert "- line 1: expected the title '## BACKEND IMPLEMENTATION REPORT'" in told["malformed"].err
    assert "the work deviates from the contract" in told["deviating"].out
    assert project.tasks()["1"]["question"].endswith("there is a note; it helps; keep deviation")
    assert (project.root / SPRINT / "backend-report-1.md").read_text() == deviating("BACKEND", NOTE)

    project.set_task("1", answer="keep")
    git = deadly_git(tmp_path / "bin", "kill before", "update-ref -m bailiwick: ")
    first = project.invoke("submit", "--report", str(report), cwd=worktree, PATH=git.path)
    git = deadly_git(tmp_path / "bin2", "kill after", "update-ref -m bailiwick: ")
    second = project.invoke("submit", "--report", str(report), cwd=worktree, PATH=git.path)
    (project.state / "claims/1-1.steps").unlink()  # as if it had been killed a moment later
    third = project.invoke("submit", "--report", str(report), cwd=worktree)

    assert [first.code, second.code, third.code] == [-signal.SIGKILL, -signal.SIGKILL, 0], third.out + third.err
    assert project.git("log", "--format=%s", "--grep=^Bailiwick-Task: 1$") == "Take a note"
    assert project.git("ls-tree", "--name-only", "HEAD", f"{SPRINT}/").count("report") == 1
    assert list(stored(project)) == ["1_review.md"]
    task = project.landed_tasks()["1"]
    assert (task["status"], task["cost"]["tokens"]) == ("done", 110)
    assert task["outputs"]["evidence"]["deviations"] == [f"n/a ({NOTE}:1) there is a note; it helps; keep deviation"]
    assert project.git("status", "--porcelain") == ""
    assert not worktree.exists()
    assert not list((project.state / "claims").iterdir())


def claimable(tmp_path: Path) -> Project:
    """A sprint with one task, whose work is reviewed and whose checks take no time."""
    project = make_example(tmp_path, "sprint")
    make_quick(project)

    def change(data: dict[str, dict[str, dict[str, object]]]) -> None:
        data["modules"]["orders"]["reviewers"] = [REVIEWER]
        data["agents"][REVIEWER] = {"role": "reviewer"}

    project.edit_json(project.structure, change)
    script_reviewer(project, [[verdict("APPROVED")]])
    task = {"id": 1, "title": "Take a note", "assigned_to": "backend_dev", "module": "orders", "description": "One."}
    entry = task | {"status": "not_started", "blocked_by": []}
    project.task_list.write_text(json.dumps({"tasks": [entry]}, indent=2) + "\n")
    (project.root / SPRINT / "backend-specs.md").write_text("# Notes\n\nOne.\n")
    project.commit("One task")
    return project
