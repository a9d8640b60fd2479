"""`invoke import-tasks` in a fresh clone: one source of each kind, the report, and what stands in the shared files.

Where the process is not the point, the command's function is called in this one.
"""

from __future__ import annotations

import io
import json
import shutil
from contextlib import chdir, redirect_stdout
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.app.importing import ImportOptions, import_tasks
from bailiwick.errors import RefusedError
from bailiwick.flow.state import open_state
from bailiwick.git.repository import Repository

from tests.support.machine import contents
from tests.support.project import REPOSITORY, Done

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
JOINED = {"subtasks", "details", "testStrategy", "design", "notes", "description"}
"""Fields whose text goes into another one, or that become tasks."""
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


def import_here(project: Project, path: str, **options: Any) -> Done:
    """Import in this process; errors are raised."""
    out = io.StringIO()
    with chdir(project.root), redirect_stdout(out):
        code = import_tasks(ImportOptions(path, **options))
    return Done(code, out.getvalue(), "")


@pytest.mark.parametrize("example", KINDS)
def test_nothing_of_a_source_is_dropped_and_a_second_import_changes_nothing(project: Project, example: str) -> None:
    path = given(project, example)

    done = import_here(project, path)

    assert "shared/task_list.json written" in done.out
    kept = "\n".join(leaves(json.loads(project.task_list.read_text()), keys=True))
    assert [word for word in source_words(EXAMPLES / example / SOURCES[example]) if word not in kept] == []
    assert list(changed_without_a_trace(EXAMPLES / example / SOURCES[example], project)) == []
    before = contents(project.root)

    again = import_here(project, path)
    in_place = import_here(project, "shared/task_list.json")

    assert "nothing changes" in again.out
    assert "nothing changes" in in_place.out
    assert told(again.out + in_place.out, "repair") == []
    assert contents(project.root) == before


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


def changed_without_a_trace(path: Path, project: Project) -> Iterator[tuple[str, str, Any]]:
    """Fields of a JSON source whose value is neither in the task nor under its `imported` as it was written."""
    made = {task["title"]: task for task in project.tasks().values()}
    files = [path] if path.is_file() else sorted(path.rglob("*.json*"))
    for file in [f for f in files if f.suffix != ".md"]:
        for text in file.read_text().splitlines() if file.suffix == ".jsonl" else [file.read_text()]:
            for task in titled(json.loads(text)):
                places = made[task["title"]], made[task["title"]].get("imported", {})
                fields = [(name, value) for name, value in task.items() if name not in JOINED and value is not None]
                yield from (
                    (task["title"], name, value)
                    for name, value in fields
                    if all(p.get(name, "absent") != value for p in places)
                )


def titled(value: Any) -> Iterator[dict[str, Any]]:
    """Every task of a JSON value, also those inside of others."""
    if isinstance(value, dict) and "title" in value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from titled(part)


@pytest.mark.parametrize("flag", ["check", "dry_run"])
def test_nothing_is_written_where_only_a_report_is_asked_for(project: Project, flag: str) -> None:
    path = given(project, "project_list")
    before = contents(project.root)

    done = import_here(project, path, **{flag: True})

    assert done.code == 2
    assert 'old/task_list.json $.tasks[0].assigned_to  "python-coder" → assigned_to "python_coder"' in done.out
    assert ("+++ b/shared/task_list.json" in done.out) == (flag == "dry_run")
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
            "shared/project_structure.json:14 $.modules.web.path  "
            'the path "web" does not exist (create the directory, or correct the path)'
        ),
        'shared/project_structure.json:15 $.modules.web.agent  must not be empty (for example "pricing_coder")',
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
    assert [w for w in warnings if "reviewers" in w] == [
        (
            f"shared/project_structure.json $.modules.{name}.reviewers  proposed, because tasks name them: "
            "backend_reviewer (take out who should not review its tasks)"
        )
        for name in ("pricing", "web")
    ]
    proposed = json.loads(project.structure.read_text())
    assert proposed["modules"]["web"] == {"path": "web", "agent": "", "reviewers": ["backend_reviewer"], "checks": {}}
    assert proposed["agents"]["backend_reviewer"] == {"role": "reviewer"}


def test_no_run_starts_before_a_person_has_named_the_owners(project: Project) -> None:
    path = given(project, "bare_array")
    (project.root / "pricing").mkdir()
    (project.root / "pricing/quotes.py").write_text("")
    project.commit()
    import_here(project, path)
    project.commit()

    refused = project.invoke("run-tasks", "--dry-run")

    assert refused.code == 2
    assert "$.modules.pricing.agent: must not be empty" in refused.err

    def own(data: dict[str, Any]) -> None:
        data["modules"]["pricing"]["agent"] = "python_coder"

    project.edit_json(project.structure, own)
    assert project.invoke("check").out == "no violations\n"
    assert import_here(project, path).code == 0


def test_an_import_joins_the_list_that_is_there(project: Project) -> None:
    path = given(project, "beads", empty=False)
    before = project.task_list.read_text()

    done = import_here(project, path, assign_to="pricing_coder")

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
    import_here(project, path)
    project.set_task("shop-b2", title="Quote a whole basket", assigned_to="pricing_coder")
    before = project.task_list.read_text()

    done = import_here(project, path)

    assert "3 tasks there already" in done.out
    assert project.task_list.read_text() == before


def test_ids_that_are_taken_refuse_the_import_and_a_prefix_lets_it_pass(project: Project) -> None:
    path = given(project, "task_master", empty=False)
    before = project.task_list.read_text()

    refused = import_here(project, path)

    assert refused.code == 2
    assert (
        'old/.taskmaster/tasks/tasks.json:4 $.master.tasks[0].id  shared/task_list.json has another task 1: "Search '
        'the catalog" (import with --prefix WORD to keep both)'
    ) in told(refused.out, "error")
    assert (project.task_list.read_text(), project.git("status", "--porcelain")) == (before, "")

    passed = import_here(project, path, prefix="tm-", assign_to="pricing_coder")

    assert passed.code == 0, passed.out
    assert project.tasks()["tm-2"]["blocked_by"] == ["tm-1", "tm-2.1", "tm-2.2"]


def test_a_source_that_leaves_open_what_is_meant_writes_nothing(project: Project) -> None:
    path = given(project, "unclear", empty=False)

    done = import_here(project, path, prefix="x-")

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

    done = import_here(project, "shared/task_list.json")

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


def test_nothing_is_imported_while_a_run_holds_the_repository(project: Project) -> None:
    path = given(project, "beads", empty=False)
    state = open_state(Repository.open(project.root))
    before = contents(project.root / "shared")

    with state.held():
        refused = project.invoke("import-tasks", path)
        report = import_here(project, path, check=True)
        with pytest.raises(RefusedError, match="a run is going on"):
            import_here(project, "shared/task_list.json")

    assert refused.code == 2
    assert refused.err == "bailiwick: a run is going on: import when it has ended, or use --check\n"
    assert "3 tasks added" in report.out
    (project.root / "shared/.task_list.json.lock").unlink()
    assert contents(project.root / "shared") == before


def test_a_claimed_task_stays_in_progress_and_any_other_starts_anew(project: Project) -> None:
    project.keep_tasks("1", "2")
    assert project.invoke("claim", "--task", "1").code == 0
    project.set_task("2", status="in_progress")

    done = import_here(project, "shared/task_list.json")

    assert {key: task["status"] for key, task in project.tasks().items()} == {"1": "in_progress", "2": "not_started"}
    assert told(done.out, "repair") == [
        'shared/task_list.json $.tasks[1].status  "in_progress" → status "not_started": no attempt is under way here'
    ]


def test_a_path_that_cannot_be_imported_is_bad_input(project: Project) -> None:
    done = project.invoke("import-tasks", "nowhere")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("bailiwick: nowhere does not exist: name a task list (.json), ")


def test_the_hook_lets_an_import_be_committed(project: Project) -> None:
    path = given(project, "beads", empty=False)
    assert project.invoke("install-hooks").code == 0
    import_here(project, path, assign_to="pricing_coder")
    project.set_task("shop-b2", assigned_to="pricing_coder")
    project.git("add", "--all")

    project.git("commit", "--quiet", "--message", "Import")

    assert project.landed_tasks()["shop-a1"]["status"] == "done"
