"""Reviewers after the checks: comments go back, rounds are counted, and nothing lands that they have not approved."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from tests.acceptance.test_claims import claimed, commit, write
from tests.support.deadly_git import deadly_git
from tests.support.pauses import eventually
from tests.support.project import call, finish, say
from tests.support.reviewed import (
    ARCHITECT,
    REVIEWER,
    finding,
    name_architect,
    name_reviewers,
    script_reviewer,
    stored,
    verdict,
)
from tests.support.small_tasks import MARK_SHELF, SHELF, A, landed_files, only_landing, script_a, script_b
from tests.support.told import first_message, told_by_looking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

MAJOR = finding("MAJOR", A, 1, "A says nothing; name what it counts")
COMMENT = f"[MAJOR] {A}:1 — A says nothing; name what it counts"
LESSON = {"problem": "p", "root_cause": "r", "fix": "f", "lesson": "name what is counted"}
DECISION = "Counts are named for what they count."
LEARN = call("record_learning", **LESSON | {"lesson": "by a coder who was stopped"})
ENDPOINT = {"method": "CALL", "path": "a", "request": "", "response": "1"}
COUNT = call("str_replace_based_edit_tool", command="str_replace", path=A, old_str="A = 1", new_str="COUNT = 1")
NO, YES = [verdict("NEEDS_CHANGES", MAJOR)], [verdict("APPROVED")]

WRITES = (
    "str_replace_based_edit_tool",
    "bash",
    "publish_contract",
    "record_learning",
    "finish",
    "request_change",
    "ask",
)
UNSOUND = {
    "APPROVED with a MAJOR finding: send the work back, or lower the finding to MINOR": verdict("APPROVED", MAJOR),
    "APPROVED with a CRITICAL finding: send the work back, or lower the finding to MINOR": verdict(
        "APPROVED", finding("CRITICAL", A, 1, "x")
    ),
    "NEEDS_CHANGES with no finding: name a CRITICAL or MAJOR one, or say APPROVED": verdict("NEEDS_CHANGES"),
    "NEEDS_CHANGES with nothing but MINOR findings: name a CRITICAL or MAJOR one, or say APPROVED": verdict(
        "NEEDS_CHANGES", finding("MINOR", A, 1, "x")
    ),
    'verdict: "NEEDS_RESTRUCTURING" is not one of APPROVED, NEEDS_CHANGES': verdict("NEEDS_RESTRUCTURING", MAJOR),
    'there is no severity "HIGH" (one of: CRITICAL, MAJOR, MINOR)': verdict("APPROVED", finding("HIGH", A, 1, "x")),
    f"findings[0]: {A} has 1 lines, there is no line 7": verdict("NEEDS_CHANGES", finding("MAJOR", A, 7, "x")),
    "findings[0]: modules/no.py does not exist": verdict("NEEDS_CHANGES", finding("MAJOR", "modules/no.py", 1, "x")),
}
"""What is told of a verdict that contradicts itself or the tree → the verdict."""


def test_silence_lands_nothing_three_rounds_end_with_a_question_and_an_answer_begins_anew(project: Project) -> None:
    name_reviewers(project, REVIEWER, keys=("1", "2"), review_rounds=3)
    project.edit_json(project.structure, lambda data: data["modules"]["pricing"].update(reviewers=[REVIEWER]))
    name_architect(project)
    script_a(project)
    script_b(project)
    script_reviewer(project, [[say("Looks good to me: APPROVED")], [say("As I said.")]])
    script_reviewer(project, [YES], name=ARCHITECT)
    silent = project.invoke("run-tasks")
    assert silent.code == 1
    assert f"{REVIEWER} gave no verdict: it ended its turn 2 times without one" in silent.out
    assert f"task 2 has no reviewer {REVIEWER} (auto was asked for)" in silent.out
    assert f"write the turns into shared/turns/2@{REVIEWER}.json" in silent.out
    task = project.tasks()["1"]
    assert (task["status"], task["attempts"], task["cost"]["tokens"]) == ("not_started", 0, 220)
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"

    done = [finish("feat(catalog): add a")]
    contract = {"name": "a.json", "content": "{}", "endpoints": [ENDPOINT]}
    leaves = [{"type": "tool_use", "name": "publish_contract", "input": contract}, LEARN]
    project.script("1", [leaves, done, done, done], [done, [COUNT], done])
    breaks = [*(call(name, command="create", path=A, file_text="x") for name in WRITES), *UNSOUND.values()]
    mended = [call("grep", pattern="COUNT")], [verdict("APPROVED", learnings=[LESSON], decisions=[DECISION])]
    last = [verdict("NEEDS_CHANGES", MAJOR, learnings=[LESSON | {"lesson": "by the last round"}])]
    script_reviewer(project, [breaks, NO], [NO], [last], [NO], [*mended])
    stopped = project.invoke("run-tasks", "--task", "1", "--json")
    assert stopped.code == 1, stopped.out + stopped.err
    _assert_stopped(project)

    project.set_task("1", answer="Name what it counts.")
    again = project.invoke("run-tasks", "--task", "1", "--json")
    assert again.code == 0, again.out + again.err
    told = [(e["data"]["reviewer"], e["data"]["verdict"], e["data"]["round"]) for e in again.kinds("review")]
    assert told == [
        (REVIEWER, "NEEDS_CHANGES", 1),
        (ARCHITECT, "APPROVED", 1),
        (REVIEWER, "APPROVED", 2),
        (ARCHITECT, "APPROVED", 2),
    ]
    _assert_landed(project)


def _assert_stopped(project: Project) -> None:
    """Every breach was told, nothing that it tried has happened, and a person is asked after the third round."""
    told = told_by_looking(project.state / "journal.sqlite", "code/1/2")
    tools = "Tools: glob, grep, verdict, view."
    assert told[: len(WRITES)] == [f'Error: there is no tool "{name}". {tools}' for name in WRITES]
    assert told[len(WRITES) : len(WRITES) + len(UNSOUND)] == [
        f"Error: the verdict is not taken:\n- {what}\nCall `verdict` again." for what in UNSOUND
    ]
    assert project.git("show", f"refs/bailiwick/attempts/1/2:{A}") == "A = 1"
    task = project.tasks()["1"]
    assert task["status"] == "blocked"
    assert task["review"] == {"round": 3, "verdict": "NEEDS_CHANGES", "reviewer": REVIEWER, "severity": "MAJOR"}
    assert task["review_comments"] == [COMMENT]
    assert task["question"] == (
        "The review asks for changes in round 3, the last of 3. Open findings:\n"
        f"{REVIEWER}: NEEDS_CHANGES. Read it all.\n- {COMMENT}\n"
        "What shall the coder do about them? With the answer the rounds are counted anew."
    )
    assert not (project.root / "shared/reviews").exists()


def _assert_landed(project: Project) -> None:
    """All reports, what was approved, lessons and costs have landed with the work."""
    reports = stored(project)
    assert {name: (text.splitlines()[0], text.splitlines()[2]) for name, text in reports.items()} == {
        "1_arch_review.md": ("## REVIEW 1, round 1", "Verdict: APPROVED"),
        "1_arch_review_2.md": ("## REVIEW 1, round 1", "Verdict: APPROVED"),
        "1_arch_review_3.md": ("## REVIEW 1, round 2", "Verdict: APPROVED"),
        "1_review.md": ("## REVIEW 1, round 1", "Verdict: NEEDS_CHANGES"),
        "1_review_2.md": ("## REVIEW 1, round 2", "Verdict: NEEDS_CHANGES"),
        "1_review_3.md": ("## REVIEW 1, round 3", "Verdict: NEEDS_CHANGES"),
        "1_review_4.md": ("## REVIEW 1, round 1", "Verdict: NEEDS_CHANGES"),
        "1_review_5.md": ("## REVIEW 1, round 2", "Verdict: APPROVED"),
    }
    assert reports["1_review.md"] == (
        f"## REVIEW 1, round 1\nReviewer: {REVIEWER}\nVerdict: NEEDS_CHANGES\n### Findings\n"
        f"- **[MAJOR]** {A}:1 — A says nothing; name what it counts\n"
    )
    assert reports["1_review_5.md"] == (
        f"## REVIEW 1, round 2\nReviewer: {REVIEWER}\nVerdict: APPROVED\n### Findings\n- None\n"
    )
    assert landed_files(project) == [
        A,
        "shared/api/catalog/a.json",
        "shared/learnings.md",
        "shared/plan.md",
        *(f"shared/reviews/{name}" for name in sorted(reports)),
        "shared/task_list.json",
    ]
    assert project.git("show", f"HEAD:{A}") == "COUNT = 1"
    task = project.landed_tasks()["1"]
    assert task == project.tasks()["1"]
    assert (task["status"], task["review"]) == ("done", {"round": 2, "verdict": "APPROVED", "reviewer": ARCHITECT})
    assert "review_comments" not in task
    assert task["cost"]["tokens"] == (2 + 5 + 5) * 110
    approvals = task["outputs"]["evidence"]["reviews"]
    assert [(one["reviewer"], one["verdict"], one["round"]) for one in approvals] == [
        (REVIEWER, "APPROVED", 2),
        (ARCHITECT, "APPROVED", 2),
    ]
    assert {one["commit"] for one in approvals} == {task["outputs"]["commit"]}
    trailers = project.git("log", "-1", "--format=%(trailers:key=Bailiwick-Review)", only_landing(project))
    assert trailers.splitlines() == [f"Bailiwick-Review: {name} APPROVED round 2" for name in (REVIEWER, ARCHITECT)]
    lessons = project.git("show", "HEAD:shared/learnings.md").splitlines()
    assert [line.partition("] ")[2] for line in lessons if line.startswith("### ")] == [
        "agent:catalog_coder | task:1",
        f"agent:{REVIEWER} | task:1",
        f"agent:{REVIEWER} | task:1",
    ]
    assert [line for line in lessons if line.startswith("**Lesson")] == [
        "**Lesson:** by a coder who was stopped",
        "**Lesson:** by the last round",
        "**Lesson:** name what is counted",
    ]
    plan = project.git("show", "HEAD:shared/plan.md")
    assert "### catalog: CALL a\n" in plan
    assert f", {REVIEWER}, task 1: {DECISION}\n" in plan.partition("## Decisions\n")[2]
    first = first_message(project, "1", attempt=3)
    assert "What earlier attempts published, recorded or edited through tools lands with yours." in first
    assert list((project.state / "workspaces").iterdir()) == []
    again = project.invoke("review", "--task", "1")
    assert (again.code, "task 1 is approved; reports and lessons land with its next work" in again.out) == (0, True)
    assert project.tasks()["1"] == task | {"cost": {"usd": 0.0, "tokens": 15 * 110}}
    shown = project.invoke("show", "--task", "1").out
    assert f"reviews by hand, which land with the next work\n  review round 1: {REVIEWER} APPROVED\n" in shown
    assert f"review round 1: {REVIEWER} NEEDS_CHANGES\n    Read it all.\n    - {COMMENT}\n" in shown
    assert project.invoke("verify", "--task", "1").code == 0


def test_killed_between_rounds_and_before_the_landing_nothing_is_asked_twice_but_what_a_merge_has_changed(
    project: Project, tmp_path: Path
) -> None:
    name_reviewers(project, REVIEWER)
    mark = call(
        "str_replace_based_edit_tool", command="insert", path=SHELF, insert_line=0, insert_text="# by the coder\n"
    )
    project.script("1", [[MARK_SHELF], [finish("feat(catalog): a")], [mark], [finish("feat(catalog): b")]])
    unclear = finding("MAJOR", SHELF, 1, "say more")
    script_reviewer(project, [[verdict("NEEDS_CHANGES", unclear)]], [[verdict("APPROVED")]])
    at_work = "update-ref --no-deref refs/bailiwick/attempts/1/1"
    first = deadly_git(tmp_path / "first", "kill after", at_work, arm="diff --no-color")
    assert project.invoke("run-tasks", PATH=first.path).code == -9
    assert project.tasks()["1"]["review_comments"] == [f"[MAJOR] {SHELF}:1 — say more"]

    wrong = [[verdict("NEEDS_CHANGES", finding("CRITICAL", A, 1, "asked again"))]]
    script_reviewer(project, wrong, [[verdict("APPROVED")]])
    second = deadly_git(tmp_path / "second", "kill before", "update-ref -m bailiwick: ", arm="")
    assert project.invoke("run-tasks", PATH=second.path).code == -9
    assert project.tasks()["1"]["review"]["verdict"] == "APPROVED"

    script_reviewer(project, wrong, wrong, [[verdict("APPROVED", summary="The merge, too.")]])
    with (project.root / SHELF).open("a") as file:
        file.write("\n# by a person\n")
    (project.root / ".git/index.lock").unlink()
    project.git("commit", "--quiet", "--no-verify", "--message", "Meanwhile", SHELF)
    done = project.invoke("run-tasks", "--json")

    assert done.code == 0, done.out + done.err
    assert [e["data"]["round"] for e in done.kinds("review")] == [3]
    assert [text.splitlines()[2:] for text in stored(project).values()] == [
        ["Verdict: NEEDS_CHANGES", "### Findings", f"- **[MAJOR]** {SHELF}:1 — say more"],
        ["Verdict: APPROVED", "### Findings", "- None"],
        ["Verdict: APPROVED", "### Findings", "- None"],
    ]
    task = project.landed_tasks()["1"]
    assert task["attempts"] == 1
    assert task["cost"]["tokens"] == 3 * 110
    (approval,) = task["outputs"]["evidence"]["reviews"]
    assert (approval["round"], approval["commit"]) == (3, task["outputs"]["commit"])
    assert project.git("show", f"HEAD:{SHELF}").count("# by ") == 3


def test_a_claimed_and_a_landed_task_are_reviewed_on_demand_and_what_was_interrupted_is_not_asked_again(
    project: Project, tmp_path: Path
) -> None:
    name_reviewers(project, REVIEWER)
    name_architect(project)
    script_reviewer(project, [YES])
    script_reviewer(project, [YES], name=ARCHITECT)
    worktree = claimed(project, "1")
    write(worktree, A, "A = 1\n")
    commit(worktree, "feat(catalog): add a")
    asked = project.invoke("review", "--task", "1")
    assert (asked.code, asked.out) == (
        0,
        "".join(f"{name} APPROVED, round 1: Read it all.\n" for name in (REVIEWER, ARCHITECT)) + "task 1 is approved\n",
    ), asked.err
    assert project.tasks()["1"]["status"] == "in_progress"
    submitted = project.invoke("submit", cwd=worktree)
    assert submitted.code == 0, submitted.out + submitted.err
    reports = ["1_arch_review.md", "1_arch_review_2.md", "1_review.md", "1_review_2.md"]
    assert (list(stored(project)), project.landed_tasks()["1"]["cost"]["tokens"]) == (reports, 4 * 110)

    wait = deadly_git(tmp_path / "first", "wait", "diff --no-color", arm="diff --no-color")
    stopping = project.start("review", "--task", "1", PATH=wait.path)
    eventually(lambda: wait.is_reached, stopping)  # the first has answered, the second is about to be asked
    stopping.process.send_signal(signal.SIGINT)
    wait.open()
    assert (stopping.end(), stopping.output) == (130, "bailiwick: interrupted\n")
    wrong = [[verdict("NEEDS_CHANGES", finding("CRITICAL", A, 1, "asked again"))]]
    script_reviewer(project, wrong)
    unclear = finding("MAJOR", A, 1, "one module too many")
    script_reviewer(project, [[verdict("NEEDS_RESTRUCTURING", unclear)]], name=ARCHITECT)
    kill = deadly_git(tmp_path / "second", "kill after", "diff-tree", arm="diff-tree")
    assert project.invoke("review", "--task", "1", PATH=kill.path).code == -9
    assert project.tasks()["1"]["review"]["reviewer"] == ARCHITECT  # written, and the end of the step is not recorded
    script_reviewer(project, wrong, name=ARCHITECT)

    sent_back = project.invoke("review", "--task", "1", "--json")

    assert sent_back.code == 1, sent_back.err
    answer = json.loads(sent_back.out)
    assert [(one["verdict"], one["round"], one["findings"]) for one in answer["reviews"]] == [
        ("APPROVED", 1, []),
        ("NEEDS_RESTRUCTURING", 1, [f"[MAJOR] {A}:1 — one module too many"]),
    ]
    task = project.tasks()["1"]
    assert (task["status"], task["review_comments"]) == ("review_feedback", answer["reviews"][1]["findings"])
    assert (task["review"]["round"], task["cost"]["tokens"]) == (1, 6 * 110)
    project.script("1", [[COUNT], [finish("feat(catalog): say what is counted")]])
    script_reviewer(project, [YES])
    script_reviewer(project, [YES], name=ARCHITECT)
    mended = project.invoke("run-tasks")
    assert mended.code == 0, mended.out + mended.err
    assert project.landed_tasks()["1"]["review"]["round"] == 2
    more = [f"1_{kind}_{number}.md" for kind in ("arch_review", "review") for number in (3, 4)]
    assert sorted(stored(project)) == sorted([*reports, *more])


def test_what_is_neither_landed_nor_claimed_is_not_reviewed(project: Project) -> None:
    name_reviewers(project, REVIEWER)
    assert (refused := project.invoke("review", "--task", "1")).code == 2
    assert "task 1 is not_started: only what has landed, or is claimed, can be reviewed" in refused.err
