"""Reviewers after the checks: comments go back, rounds are counted, and nothing lands that they have not approved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.acceptance.test_claims import claimed, commit, write
from tests.support.deadly_git import deadly_git
from tests.support.project import call, create, finish, say
from tests.support.reviewed import REVIEWER, finding, name_reviewers, script_reviewer, stored, verdict
from tests.support.small_tasks import MARK_SHELF, SHELF, A, landed_files, only_landing, script_a

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

ARCHITECT = "architecture_reviewer"

MAJOR = finding("MAJOR", A, 1, "A says nothing; name what it counts")
COMMENT = f"[MAJOR] {A}:1 — A says nothing; name what it counts"
LESSON = {"problem": "p", "root_cause": "r", "fix": "f", "lesson": "name what is counted"}
COUNT = call("str_replace_based_edit_tool", command="str_replace", path=A, old_str="A = 1", new_str="COUNT = 1")


def test_work_is_sent_back_once_approved_and_lands_with_every_report(project: Project) -> None:
    name_reviewers(project, REVIEWER)
    project.script(
        "1", [[create(A, "A = 1\n")], [finish("feat(catalog): add a")], [COUNT], [finish("feat(catalog): b")]]
    )
    script_reviewer(
        project,
        [
            [create(A, "WRITTEN = 1\n"), call("view", path=A), call("bash", command="true")],
            [verdict("APPROVED", MAJOR), verdict("NEEDS_CHANGES", finding("MAJOR", A, 7, "x"))],
            [verdict("NEEDS_CHANGES", MAJOR, summary="Unclear.")],
        ],
        [[call("grep", pattern="COUNT")], [verdict("APPROVED", learnings=[LESSON])]],
    )

    done = project.invoke("run-tasks", "--json")

    assert done.code == 0, done.out + done.err
    assert [(e["data"]["verdict"], e["data"]["round"]) for e in done.kinds("review")] == [
        ("NEEDS_CHANGES", 1),
        ("APPROVED", 2),
    ]
    assert stored(project) == {
        "1_review.md": f"## REVIEW 1, round 1\nReviewer: {REVIEWER}\nVerdict: NEEDS_CHANGES\n### Findings\n"
        f"- **[MAJOR]** {A}:1 — A says nothing; name what it counts\n",
        "1_review_2.md": f"## REVIEW 1, round 2\nReviewer: {REVIEWER}\nVerdict: APPROVED\n### Findings\n- None\n",
    }
    assert landed_files(project) == [
        A,
        "shared/learnings.md",
        "shared/reviews/1_review.md",
        "shared/reviews/1_review_2.md",
        "shared/task_list.json",
    ]
    assert project.git("show", f"HEAD:{A}") == "COUNT = 1"
    task = project.landed_tasks()["1"]
    assert task == project.tasks()["1"]
    assert (task["status"], task["review"]) == ("done", {"round": 2, "verdict": "APPROVED", "reviewer": REVIEWER})
    assert "review_comments" not in task
    assert task["cost"]["tokens"] == 5 * 110
    (approval,) = task["outputs"]["evidence"]["reviews"]
    assert (approval["reviewer"], approval["verdict"], approval["round"]) == (REVIEWER, "APPROVED", 2)
    assert approval["commit"] == task["outputs"]["commit"]
    trailers = project.git("log", "-1", "--format=%(trailers:key=Bailiwick-Review)", only_landing(project))
    assert trailers.strip() == f"Bailiwick-Review: {REVIEWER} APPROVED round 2"
    assert f"agent:{REVIEWER} | task:1" in project.git("show", "HEAD:shared/learnings.md")
    assert project.git("status", "--porcelain") == " M shared/turns/1.json\n?? shared/turns/1@backend_reviewer.json"
    assert list((project.state / "workspaces").iterdir()) == []
    shown = project.invoke("show", "--task", "1").out
    assert f"review round 1: {REVIEWER} NEEDS_CHANGES\n    Unclear.\n    - {COMMENT}\n" in shown
    assert project.invoke("verify", "--task", "1").code == 0
    assert json.loads(project.invoke("show", "--task", "1", "--json").out)["attempts"][0]["reviews"][1]["round"] == 2


def test_the_rounds_are_counted_and_end_with_a_question_whose_answer_begins_anew(project: Project) -> None:
    name_reviewers(project, REVIEWER, review_rounds=3)

    def name_architect(data: dict[str, Any]) -> None:
        data["agents"][ARCHITECT] = {"role": "reviewer"}
        data["review"] = {"architecture": ARCHITECT}

    project.edit_json(project.structure, name_architect)
    project.commit("Name an architect")
    done = [finish("feat(catalog): add a")]
    project.script("1", [[create(A, "A = 1\n")], done, done, done], [[COUNT], done])
    script_reviewer(project, *[[[verdict("NEEDS_CHANGES", MAJOR)]]] * 3, [[verdict("APPROVED")]])
    minor = finding("MINOR", A, 1, "one module more")
    script_reviewer(project, [[verdict("APPROVED", minor)]], name=ARCHITECT)

    stopped = project.invoke("run-tasks")

    assert stopped.code == 1, stopped.out + stopped.err
    task = project.tasks()["1"]
    assert task["status"] == "blocked"
    assert task["review"] == {"round": 3, "verdict": "NEEDS_CHANGES", "reviewer": REVIEWER, "severity": "MAJOR"}
    assert task["review_comments"] == [COMMENT]
    assert task["question"] == (
        "The review asks for changes in round 3, the last of 3. Open findings:\n"
        f"{REVIEWER}: NEEDS_CHANGES. Read it all.\n- {COMMENT}\n"
        "What shall the coder do about them? With the answer the rounds are counted anew."
    )
    assert stored(project) == {}
    assert not (project.root / "shared/reviews").exists()
    assert project.invoke("run-tasks").code == 1
    assert project.tasks()["1"]["review"]["round"] == 3

    project.set_task("1", answer="Name what it counts.")
    again = project.invoke("run-tasks")

    assert again.code == 0, again.out + again.err
    told = {name: (text.splitlines()[0], text.splitlines()[2]) for name, text in stored(project).items()}
    assert told == {
        "1_arch_review.md": ("## REVIEW 1, round 1", "Verdict: APPROVED"),
        "1_arch_review_2.md": ("## REVIEW 1, round 1", "Verdict: APPROVED"),
        "1_review.md": ("## REVIEW 1, round 1", "Verdict: NEEDS_CHANGES"),
        "1_review_2.md": ("## REVIEW 1, round 2", "Verdict: NEEDS_CHANGES"),
        "1_review_3.md": ("## REVIEW 1, round 3", "Verdict: NEEDS_CHANGES"),
        "1_review_4.md": ("## REVIEW 1, round 1", "Verdict: APPROVED"),
    }
    reviews = project.landed_tasks()["1"]["outputs"]["evidence"]["reviews"]
    assert [(r["reviewer"], r["verdict"], r["round"]) for r in reviews] == [
        (REVIEWER, "APPROVED", 1),
        (ARCHITECT, "APPROVED", 1),
    ]


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


def test_a_reviewer_that_gives_no_verdict_lands_nothing_and_costs_the_coder_no_attempt(project: Project) -> None:
    name_reviewers(project, REVIEWER)
    script_a(project)
    nobody = project.invoke("run-tasks")
    assert nobody.code == 1
    assert f"task 1 has no reviewer {REVIEWER} (auto was asked for)" in nobody.out
    assert f"write the turns into shared/turns/1@{REVIEWER}.json" in nobody.out
    script_reviewer(project, [[say("Looks good to me: APPROVED")], [say("As I said.")]])
    assert f"(reviewed by {REVIEWER})" in project.invoke("run-tasks", "--dry-run").out

    silent = project.invoke("run-tasks")

    assert silent.code == 1
    assert f"{REVIEWER} gave no verdict: it ended its turn 2 times without one" in silent.out
    task = project.tasks()["1"]
    assert (task["status"], task["attempts"], task["cost"]["tokens"]) == ("not_started", 0, 220)
    assert project.git("show", f"refs/bailiwick/attempts/1/2:{A}") == "A = 1"
    script_reviewer(project, [[verdict("APPROVED")]])
    assert project.invoke("run-tasks").code == 0
    assert list(stored(project)) == ["1_review.md"]


def test_a_claimed_and_a_landed_task_are_reviewed_on_demand(project: Project) -> None:
    name_reviewers(project, REVIEWER)
    assert (refused := project.invoke("review", "--task", "1")).code == 2
    assert "task 1 is not_started: only what has landed, or is claimed, can be reviewed" in refused.err
    no = [[verdict("NEEDS_CHANGES", MAJOR)]]
    yes = [[verdict("APPROVED")]]
    script_reviewer(project, no, no, yes, no, yes)
    worktree = claimed(project, "1")
    write(worktree, A, "A = 1\n")
    commit(worktree, "feat(catalog): add a")
    asked = project.invoke("review", "--task", "1")
    assert asked.code == 1, asked.err
    assert asked.out == (
        f"{REVIEWER} NEEDS_CHANGES, round 1: Read it all.\n  - {COMMENT}\ntask 1 stays with whoever has claimed it\n"
    )
    assert project.tasks()["1"]["status"] == "in_progress"
    refused = project.invoke("submit", cwd=worktree)
    assert refused.code == 1
    assert (
        f"the review asks for changes (round 2):\n{REVIEWER}: NEEDS_CHANGES. Read it all.\n- {COMMENT}" in refused.out
    )
    write(worktree, A, "COUNT = 1\n")
    commit(worktree, "feat(catalog): name what is counted")
    submitted = project.invoke("submit", cwd=worktree)
    assert submitted.code == 0, submitted.out + submitted.err
    assert list(stored(project)) == ["1_review.md", "1_review_2.md", "1_review_3.md"]
    assert project.landed_tasks()["1"]["cost"]["tokens"] == 3 * 110

    sent_back = project.invoke("review", "--task", "1", "--json")

    assert sent_back.code == 1, sent_back.err
    answer = json.loads(sent_back.out)
    assert (answer["approved"], answer["reviews"][0]["findings"]) == (False, [COMMENT])
    task = project.tasks()["1"]
    assert (task["status"], task["review_comments"], task["review"]["round"]) == ("review_feedback", [COMMENT], 1)
    assert task["cost"]["tokens"] == 4 * 110
    more = call("str_replace_based_edit_tool", command="str_replace", path=A, old_str="COUNT", new_str="PRODUCTS")
    project.script("1", [[more], [finish("feat(catalog): say what is counted")]])
    mended = project.invoke("run-tasks")
    assert mended.code == 0, mended.out + mended.err
    assert project.landed_tasks()["1"]["review"]["round"] == 2
    assert list(stored(project))[3:] == ["1_review_4.md", "1_review_5.md"]
    approved = project.invoke("review", "--task", "1")
    assert (approved.code, approved.out.splitlines()[-1]) == (0, "task 1 is approved")
