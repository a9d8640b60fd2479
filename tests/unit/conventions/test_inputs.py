"""The documents that a task begins with: in order, at the base commit, or the reason why it cannot begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.conventions import inputs, params
from bailiwick.domain.convention import Convention, Input
from bailiwick.domain.structure import Agent, Module
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.git.tree_reader import TreeReader

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path

PRICING = Module("pricing", ("modules/pricing",), ("coder",), depends_on=("catalog",))
SPEC = "---\ntitle: 'SPEC-{n}: Quotes'\npermalink: specs/spec-{n}-quotes\nstatus: {status}\n---\n{sections}"
SECTIONS = "## Why\n## What\n## How (High Level)\n## How to Evaluate\n- [ ] 1. it is so\n"


def convention(name: str) -> Convention:
    """A shipped one."""
    found = conventions.named(name, nothing)
    assert found
    return found


def tree_of(root: Path, files: dict[str, str]) -> TreeReader:
    """A commit with these files; a file changed afterwards is not part of it."""
    repo = make_repository(root / "repo", files)
    head = commit(root / "repo", {})
    for path in files:
        (root / "repo" / path).write_text("changed since\n")
    return TreeReader(repo, head)


def read(one: Convention, given: dict[str, str], tree: TreeReader) -> inputs.Inputs:
    """Read the inputs for the module pricing."""
    return inputs.read(one, {"module": "pricing", **given}, PRICING, tree)


def test_they_are_read_at_the_base_in_order_with_their_blobs(tmp_path: Path) -> None:
    paths = (
        "shared/plan.md",
        "shared/api/catalog/b.json",
        "shared/api/catalog/a.json",
        "shared/api/pricing/own.json",
        "shared/api/checkout/no.json",
        "shared/learnings.md",
    )
    tree = tree_of(tmp_path, {path: f"{path}\n" for path in paths})

    found = read(convention("task_list"), {}, tree)

    assert [d.path for d in found.documents] == [
        "shared/plan.md",
        "shared/learnings.md",
        "shared/api/catalog/a.json",
        "shared/api/catalog/b.json",
        "shared/api/pricing/own.json",
    ]
    first = found.documents[0]
    assert (first.text, first.blob) == ("shared/plan.md", tree.repo.text("rev-parse", f"{tree.treeish}:shared/plan.md"))


def test_of_long_learnings_the_newest_are_kept_and_of_others_the_beginning(tmp_path: Path) -> None:
    long = "old" + "x" * 30_000 + "new"
    tree = tree_of(tmp_path, {"shared/plan.md": long, "shared/learnings.md": long})
    plan, learnings = read(convention("task_list"), {}, tree).documents
    assert plan.text.startswith("oldxxx")
    assert plan.text.endswith("x\n[cut here; open the file for the rest]")
    assert learnings.text.startswith("[older entries left out]\nxxx")
    assert learnings.text.endswith("xnew")


def test_a_link_is_not_read(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repo", {"secret": "secret\n"})
    (tmp_path / "repo/shared").mkdir()
    (tmp_path / "repo/shared/plan.md").symlink_to("../secret")
    assert read(convention("task_list"), {}, TreeReader(repo, commit(tmp_path / "repo", {}))).documents == ()


def test_every_missing_and_unfit_input_is_named_at_once(tmp_path: Path) -> None:
    given = {"feature": "bulk", "ticket": "0042_bulk"}
    tree = tree_of(tmp_path, {"docs/designs/bulk/integration-design.md": " \n"})
    assert read(convention("design_docs"), given, tree).reason == (
        "missing input: docs/designs/bulk/python/design.md, docs/designs/bulk/integration-design.md"
    )


def test_a_design_that_is_not_approved_blocks(tmp_path: Path) -> None:
    design = "docs/designs/bulk/python/design.md"
    files = {design: "# Design\nStatus: NEEDS REVISION\n", "docs/designs/bulk/integration-design.md": "x\n"}
    reason = read(
        convention("design_docs"), {"feature": "bulk", "ticket": "0042_bulk"}, tree_of(tmp_path, files)
    ).reason
    assert reason == (
        f"the design is not approved: {design}: line 2: expected for Status one of APPROVED, APPROVED WITH NOTES, "
        "found NEEDS REVISION"
    )


def test_specs_of_a_sprint_that_do_not_say_whether_qa_is_required_block_its_architect(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, {".claude/sprint/3/specs.md": "# Sprint 3 Specifications\n- QA: requierd\n"})
    assert read(convention("sprint").for_role("architect"), {"sprint": "3"}, tree).reason == (
        ".claude/sprint/3/specs.md: line 2: expected for QA one of required, optional, skip, found requierd"
    )


SPRINT = ".claude/sprint/3"
DESIGN = "docs/designs/bulk"
PLACE = {"path": "modules/pricing", "package": "pricing"}


@pytest.mark.parametrize(
    ("name", "role", "paths"),
    [
        ("sprint", "coder", [f"{SPRINT}/api-contract.md", f"{SPRINT}/backend-specs.md", ".claude/project-map.md"]),
        ("sprint", "frontend", [f"{SPRINT}/api-contract.md", f"{SPRINT}/frontend-specs.md", ".claude/project-map.md"]),
        ("sprint", "qa", [f"{SPRINT}/api-contract.md", f"{SPRINT}/qa-specs.md", ".claude/project-map.md"]),
        (
            "sprint",
            "architect",
            [
                *(
                    f"{SPRINT}/{file}.md"
                    for file in ("specs", "api-contract", "status", "backend-report-1", "qa-report-1")
                ),
                ".claude/project-map.md",
                ".claude/project-goals.md",
            ],
        ),
        (
            "design_docs",
            "coder",
            [
                f"{DESIGN}/python/design.md",
                f"{DESIGN}/integration-design.md",
                "modules/pricing/pricing/models.py",
                "modules/pricing/pricing/views/page.py",
                *(f"{DESIGN}/{file}.md" for file in ("design-review", "quality-gate-report", "python-review")),
                f"{DESIGN}/implementation-findings.md",
                "tickets/0042_bulk.md",
                f"{DESIGN}/iteration-log.md",
            ],
        ),
    ],
    ids=["backend", "frontend", "qa", "architect", "implementer"],
)
def test_the_documents_of_a_role_are_given_in_their_order(
    tmp_path: Path, name: str, role: str, paths: list[str]
) -> None:
    tree = tree_of(
        tmp_path,
        dict.fromkeys(
            [*paths, f"{SPRINT}/other-specs.md", "tickets/0043_bulk.md", "modules/pricing/setup.py"], FITTING
        ),
    )
    one = convention(name).for_role(role)
    found = read(one, {**one.defaults, "sprint": "3", "feature": "bulk", "ticket": "0042_bulk", **PLACE}, tree)
    assert [document.path for document in found.documents] == paths
    tickets = [document.text for document in found.documents if document.path.startswith("tickets/")]
    assert tickets in ([], ["## Human Feedback\nRound once."])


FITTING = """\
Status: APPROVED
Overall Status: PASSED
Class: DESIGN_FLAW
Human Answer: APPROVE
QA: skip
## Human Feedback
Round once.
## More
"""
"""Whatever form a document has to have, it is in it."""


def test_files_of_one_input_share_its_room(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, {f"src/{name}.py": name * 10 for name in "abcd"})
    documents = read(Convention(inputs=(Input("src/*.py", room=15),)), {}, tree).documents
    assert [(document.path, document.text) for document in documents] == [
        ("src/a.py", "a" * 10),
        ("src/b.py", "bbbbb\n[cut here; open the file for the rest]\n[and 2 more files of src/*.py]"),
    ]


def test_only_the_wanted_section_of_a_ticket_is_given(tmp_path: Path) -> None:
    one = Convention(inputs=(Input("tickets/{ticket}.md", section="## Human Feedback"),))
    tree = tree_of(
        tmp_path, {"tickets/0042_a.md": "# T\n## Status\n- [ ] x\n## Human Feedback\nRound once.\n## More\n"}
    )
    (document,) = read(one, {"ticket": "0042_a"}, tree).documents
    assert document.text == "## Human Feedback\nRound once."


@pytest.mark.parametrize("spec", ["SPEC-12", "spec-12", "SPEC-12: Quotes", "spec-12-quotes", "Any name"])
def test_a_note_is_found_by_number_title_permalink_and_file(tmp_path: Path, spec: str) -> None:
    text = SPEC.format(n=12, status="approved", sections=SECTIONS)
    other = SPEC.format(n=120, status="approved", sections=SECTIONS)
    tree = tree_of(tmp_path, {"specs/Any name.md": text, "specs/other.md": other})
    found = read(convention("spec_notes"), {"spec": spec}, tree)
    assert ([d.path for d in found.documents], found.reason) == (["specs/Any name.md"], "")


def test_two_notes_of_one_number_are_not_chosen_between(tmp_path: Path) -> None:
    text = SPEC.format(n=9, status="approved", sections=SECTIONS)
    tree = tree_of(tmp_path, {"specs/a.md": text, "specs/b.md": text})
    assert read(convention("spec_notes"), {"spec": "SPEC-9"}, tree).reason == (
        "specs/SPEC-9 may be any of: specs/a.md, specs/b.md; give the task its permalink or file name as parameter"
    )


def test_a_draft_without_evaluation_blocks_with_every_reason(tmp_path: Path) -> None:
    text = SPEC.format(n=9, status="draft", sections="## Why\n## What\n## How to Evaluate\n")
    reason = read(convention("spec_notes"), {"spec": "SPEC-9"}, tree_of(tmp_path, {"specs/a.md": text})).reason
    assert reason == (
        "specs/a.md lacks the sections ## How; "
        "specs/a.md: it is draft: a person sets its status to approved before work on it begins; "
        "specs/a.md: it has no success criteria: write `- [ ] 1. ...` below ### Success Criteria"
    )


def test_parameters_come_from_task_agent_and_convention_in_this_order() -> None:
    task = Task(1, "T", "coder", "not_started", "", module="pricing", params={"slug": "qa"})
    agent = Agent("coder", params={"slug": "frontend"})
    sprints = ["9", "10", "010", "x"]

    def resolve(task: Task, agent: Agent) -> dict[str, str]:
        return params.resolve(convention("sprint"), task, agent, PRICING, lambda _: sprints)

    assert resolve(task, agent)["slug"] == "qa"
    plain = Task(1, "T", "coder", "not_started", "")
    assert resolve(plain, agent)["slug"] == "frontend"
    assert resolve(plain, Agent("coder")) == {
        "slug": "backend",
        "team": "BACKEND",
        "nonconformity": "ask",
        "sprint": "10",
        "task": "1",
        "title": "T",
        "module": "pricing",
        "path": "modules/pricing",
        "agent": "coder",
    }


def test_a_parameter_that_nothing_gives_is_named() -> None:
    assert params.missing(convention("sprint"), convention("sprint").defaults) == ("sprint",)


def test_a_role_has_the_parameters_of_all_and_its_own() -> None:
    own = convention("sprint").for_role("frontend")
    assert own.defaults == {"slug": "frontend", "team": "FRONTEND", "nonconformity": "ask"}
    assert own.params["sprint"].latest_in == ".claude/sprint"


def test_what_stands_beside_a_design_is_given_in_order_and_must_be_in_its_form(tmp_path: Path) -> None:
    stories = "## US-001: Quote\nUI messages:\n- done\n"
    texts = {"technical_design.md": "# Design\n", "user_stories.md": stories, "bugs.md": "# None\n"}
    files = {f"docs/copilot/quotes_{name}": text for name, text in {**texts, "test_plan.json": "[]\n"}.items()}
    found = read(convention("raw_module"), {"docs": "docs/copilot", "feature_name": "quotes"}, tree_of(tmp_path, files))
    assert [one.path for one in found.documents] == list(files)
    assert found.problems == (
        (
            "docs/copilot/quotes_technical_design.md:1: there is no section Python Backend "
            '(write one "## Python Backend", with the classes in a fence of Python)'
        ),
        (
            "docs/copilot/quotes_user_stories.md:3: no message of US-001 can be read here "
            '(write each as a bullet with its text in double quotes, such as - done: "..."; or say none)'
        ),
        'docs/copilot/quotes_bugs.md:1: there is no bug (begin each with a heading: "## BUG-001: what is wrong")',
        "docs/copilot/quotes_test_plan.json:1 $: expected an object, found []",
    )
