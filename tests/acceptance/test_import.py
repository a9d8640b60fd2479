"""`invoke import-tasks` in a fresh clone: one source of each kind, the report, and what stands in the shared files."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.machine import contents
from tests.support.project import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.project import Project

EXAMPLES = REPOSITORY / "tests/examples/imports"
SOURCES = {
    "task_master": ".taskmaster",
    "backlog_md": "backlog",
    "beads": ".beads",
    "spec_kit": "tasks.md",
    "bare_array": "task_list.json",
    "project_list": "task_list.json",
}
"""Example → what of it is given as PATH."""
NAMES_OF_FIELDS = {"## Description", "## Acceptance Criteria"}
KINDS = [pytest.param(name, id=name) for name in SOURCES]


def given(project: Project, example: str, *, empty: bool = True) -> str:
    """Put an example into a clone, commit it, and return the PATH to import; `empty`: without a list and a map."""
    shutil.copytree(EXAMPLES / example, project.root / "old")
    if empty:
        project.task_list.unlink()
        project.structure.unlink()
        shutil.rmtree(project.root / "modules")
    project.commit()
    return f"old/{SOURCES.get(example, 'task_list.json')}"


def leaves(value: Any, *, keys: bool = False) -> Iterator[str]:
    """Every text and number of a JSON value, and on demand the keys."""
    if isinstance(value, dict):
        yield from value if keys else ()
        for part in value.values():
            yield from leaves(part, keys=keys)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, keys=keys)
    elif value is not None:
        yield str(value)


def told(out: str, level: str) -> list[str]:
    """The lines of one level, without the level."""
    return [line.removeprefix(f"{level}: ") for line in out.splitlines() if line.startswith(f"{level}: ")]


@pytest.mark.parametrize("example", KINDS)
def test_nothing_of_a_source_is_dropped(project: Project, example: str) -> None:
    path = given(project, example)

    done = project.invoke("import-tasks", path)

    assert "shared/task_list.json written" in done.out, done.out + done.err
    kept = "\n".join(leaves(json.loads(project.task_list.read_text()), keys=True))
    assert [word for word in source_words(EXAMPLES / example / SOURCES[example]) if word not in kept] == []


def source_words(path: Path) -> Iterator[str]:
    """What a source says, cut so small that no form of writing matters."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if "drafts" in file.parts:
            continue
        text = file.read_text()
        if file.suffix == ".md":
            lines = [line for line in text.splitlines() if "<!--" not in line and line not in NAMES_OF_FIELDS]
            words = (w.strip("'*#-[]()@") for line in lines for w in line.split() if not w.endswith(":"))
            yield from (w for w in words if len(w) > 1)
        else:
            for value in [json.loads(text)] if file.suffix == ".json" else map(json.loads, text.splitlines()):
                yield from leaves(value)


@pytest.mark.parametrize("example", KINDS)
def test_a_second_import_changes_nothing(project: Project, example: str) -> None:
    path = given(project, example)
    project.invoke("import-tasks", path)
    before = contents(project.root)

    again = project.invoke("import-tasks", path)
    in_place = project.invoke("import-tasks", "shared/task_list.json")

    assert "nothing changes" in again.out
    assert "nothing changes" in in_place.out
    assert told(again.out + in_place.out, "repair") == []
    assert contents(project.root) == before


@pytest.mark.parametrize("flag", ["--check", "--dry-run"])
def test_nothing_is_written_where_only_a_report_is_asked_for(project: Project, flag: str) -> None:
    path = given(project, "project_list")
    before = contents(project.root)

    done = project.invoke("import-tasks", path, flag)

    assert done.code == 2
    assert 'old/task_list.json $.tasks[0].assigned_to  "python-coder" → assigned_to "python_coder"' in done.out
    assert ("+++ b/shared/task_list.json" in done.out) == (flag == "--dry-run")
    assert contents(project.root) == before


def test_the_report_of_a_list_with_every_fault(project: Project) -> None:
    path = given(project, "project_list")

    done = project.invoke("import-tasks", path)

    assert done.code == 2
    lines = [line.split(": ")[0] for line in done.out.splitlines() if " " in line]
    levels = [line for line in lines if line in {"error", "warning", "repair"}]
    assert levels == sorted(levels, key=["error", "warning", "repair"].index)
    assert told(done.out, "error") == [
        (
            'old/task_list.json:7 $.tasks[1].blocked_by  ["4"]: blocked_by and depends_on name different tasks '
            "(all of them were taken; take away in the list what does not block it)"
        ),
        (
            "shared/project_structure.json:6 $.modules.pricing.path  "
            'the path "pricing" does not exist (create the directory, or correct the path)'
        ),
        'shared/project_structure.json:7 $.modules.pricing.agent  must not be empty (for example "pricing_coder")',
        (
            "shared/project_structure.json:11 $.modules.web.path  "
            'the path "web" does not exist (create the directory, or correct the path)'
        ),
        'shared/project_structure.json:12 $.modules.web.agent  must not be empty (for example "pricing_coder")',
        (
            "shared/task_list.json:9 $.tasks[0].blocked_by  "
            "tasks block one another in a circle: 4 -> 5 -> 4 (take one of these blockers away)"
        ),
        (
            "shared/task_list.json:8 $.tasks[0].status  task 4 is done before its blockers: 5 (not_started) "
            "(set it to not_started, set the blocker done, or take the blocker away)"
        ),
    ]
    warnings = told(done.out, "warning")
    assert any("an absolute path stays in the text: C:\\Users\\ann\\shop\\pricing\\round.py" in w for w in warnings)
    assert any("python_coder is written in 2 ways: python-coder, python_coder" in w for w in warnings)
    assert any("the absolute root C:\\Users\\ann\\shop was cut off" in w for w in warnings)
    assert any("done without evidence" in w for w in warnings)


def test_no_run_starts_before_a_person_has_named_the_owners(project: Project) -> None:
    path = given(project, "bare_array")
    (project.root / "pricing").mkdir()
    (project.root / "pricing/quotes.py").write_text("")
    project.commit()
    project.invoke("import-tasks", path)
    project.commit()

    refused = project.invoke("run-tasks", "--dry-run")

    assert refused.code == 2
    assert "$.modules.pricing.agent: must not be empty" in refused.err

    def own(data: dict[str, Any]) -> None:
        data["modules"]["pricing"]["agent"] = "python_coder"

    project.edit_json(project.structure, own)
    assert project.invoke("check").out == "no violations\n"
    assert project.invoke("import-tasks", path).code == 0


def test_an_import_joins_the_list_that_is_there(project: Project) -> None:
    path = given(project, "beads", empty=False)
    before = project.task_list.read_text()

    done = project.invoke("import-tasks", path, "--assign-to", "pricing_coder")

    assert done.code == 2
    assert [line for line in told(done.out, "error") if "python_coder" not in line] == []
    after = project.task_list.read_text()
    assert after.startswith(before.rstrip().removesuffix("]\n}").rstrip())
    assert project.tasks()["shop-b2"]["blocked_by"] == ["shop-a1"]
    proposed = json.loads((project.root / "shared/project_structure.proposed.json").read_text())
    assert proposed == json.loads(project.structure.read_text()) | {"agents": proposed["agents"]}
    assert proposed["agents"]["python_coder"] == {"role": "coder"}


def test_a_task_that_was_edited_since_is_left_as_it_is(project: Project) -> None:
    path = given(project, "beads", empty=False)
    project.invoke("import-tasks", path)
    project.set_task("shop-b2", title="Quote a whole basket", assigned_to="pricing_coder")
    before = project.task_list.read_text()

    done = project.invoke("import-tasks", path)

    assert "3 tasks there already" in done.out
    assert project.task_list.read_text() == before


def test_ids_that_are_taken_refuse_the_import_and_a_prefix_lets_it_pass(project: Project) -> None:
    path = given(project, "task_master", empty=False)
    before = project.task_list.read_text()

    refused = project.invoke("import-tasks", path)

    assert refused.code == 2
    assert (
        'old/.taskmaster/tasks/tasks.json:4 $.master.tasks[0].id  shared/task_list.json has another task 1: "Search '
        'the catalog" (import with --prefix WORD to keep both)'
    ) in told(refused.out, "error")
    assert (project.task_list.read_text(), project.git("status", "--porcelain")) == (before, "")

    passed = project.invoke("import-tasks", path, "--prefix", "tm-", "--assign-to", "pricing_coder")

    assert passed.code == 0, passed.out
    assert project.tasks()["tm-2"]["blocked_by"] == ["tm-1", "tm-2.1", "tm-2.2"]
    assert project.invoke("check").out == "no violations\n"


def test_a_source_that_leaves_open_what_is_meant_writes_nothing(project: Project) -> None:
    path = given(project, "unclear", empty=False)

    done = project.invoke("import-tasks", path, "--prefix", "x-")

    assert done.code == 2
    assert told(done.out, "error") == [
        'old/task_list.json:4 $.tasks[2].title  the key "title" stands twice, first on line 4 (remove one of them)',
        'old/task_list.json:5 $.tasks[3]  "three": expected a task (make it an object, or take it out)',
        (
            'old/task_list.json:4 $.tasks[2].id  the id x-2 is taken by "One" of old/task_list.json '
            "(give one of them another id in old/task_list.json)"
        ),
        "old/task_list.json:2 $.tasks[0].id  a task without a usable id (give it an id that was never used)",
    ]
    assert project.git("status", "--porcelain") == ""


def test_the_list_itself_is_brought_into_its_form_without_losing_its_manner(project: Project) -> None:
    shutil.copy(EXAMPLES / "bare_array/task_list.json", project.task_list)
    project.structure.unlink()
    project.commit()

    done = project.invoke("import-tasks", "shared/task_list.json")

    assert "shared/task_list.json written" in done.out
    assert json.loads(project.task_list.read_text())[1] == {
        "id": "T2",
        "title": "Quote a basket",
        "status": "not_started",
        "description": "Sum the lines.",
        "note": "cents",
        "assigned_to": "python_coder",
        "blocked_by": ["T1"],
        "planned_outputs": ["pricing/quotes.py"],
        "imported": {
            "agent": "python_coder",
            "status": "todo",
            "depends_on": ["T1"],
            "outputs": ["pricing/quotes.py"],
        },
    }


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("nowhere", "nowhere does not exist: name a task list (.json), ", id="nothing"),
        pytest.param("docs", "docs holds no task list that can be read: name a task list (.json), ", id="no list"),
        pytest.param("Makefile", "Makefile is no kind of file that can be read: name a task list (.json), ", id="kind"),
        pytest.param(
            "two", "two holds several task lists: import one at a time: two/tasks.json, two/tasks.md", id="two"
        ),
    ],
)
def test_a_path_that_cannot_be_imported(project: Project, path: str, message: str) -> None:
    (project.root / "two").mkdir()
    (project.root / "two/tasks.json").write_text("[]")
    (project.root / "two/tasks.md").write_text("")

    done = project.invoke("import-tasks", path)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"bailiwick: {message}")


def test_the_hook_lets_an_import_be_committed(project: Project) -> None:
    path = given(project, "beads", empty=False)
    assert project.invoke("install-hooks").code == 0
    project.invoke("import-tasks", path, "--assign-to", "pricing_coder")
    project.set_task("shop-b2", assigned_to="pricing_coder")
    project.git("add", "--all")

    project.git("commit", "--quiet", "--message", "Import")

    assert project.landed_tasks()["shop-a1"]["status"] == "done"
