"""What cannot be read is told with its file and line, and prevents that anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.conventions.importing import sources
from bailiwick.errors import InputError

from tests.support.imports import entries, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

TASK = b"---\nid: T1\ntitle: One\nstatus: To Do\nassignee: python_coder\n---\n"
BROKEN = [
    pytest.param(
        "old.json",
        b'[\n  {"id": 1,}\n]',
        ["old.json:2  not valid JSON: Expecting property name enclosed in double quotes, column 12 (correct the JSON)"],
        id="json",
    ),
    pytest.param(
        ".beads/issues.jsonl",
        b'{"id": "a", "title": "A", "status": "open"}\n\n{"id": "b"\n["c"]\n',
        [
            ".beads/issues.jsonl:3  not valid JSON: Expecting ',' delimiter, column 11 (correct the JSON)",
            ".beads/issues.jsonl:4  expected an issue (one JSON object a line)",
        ],
        id="jsonl",
    ),
    pytest.param(
        ".beads/issues.jsonl",
        b'{"id": "a", "title": "A",\n "status": "open"}\n',
        None,
        id="jsonl over two lines",
    ),
    pytest.param(
        "backlog/tasks/task-1.md",
        b"---\nid: T1\ntitle: Use when: always\n---\n",
        [
            (
                "backlog/tasks/task-1.md:3  the front matter is not YAML: mapping values are not allowed here "
                "(correct it; a text with `: ` needs quotes)"
            )
        ],
        id="yaml",
    ),
    pytest.param(
        "backlog/tasks/task-1.md",
        b"---\nid: T1\nstatus: To Do\ntitle: One\nstatus: Done\n---\n",
        ['backlog/tasks/task-1.md:5  the key "status" stands twice, first on line 3 (remove one of them)'],
        id="yaml key twice",
    ),
    pytest.param(
        "backlog/tasks/task-1.md",
        b"---\n- T1\n---\n",
        ["backlog/tasks/task-1.md:1  the front matter holds no fields (write `id:`)"],
        id="yaml list",
    ),
    pytest.param(
        "backlog/tasks/task-1.md",
        b"---\nid: T1\n",
        ["backlog/tasks/task-1.md:1  no front matter (begin it with ---, the fields and ---)"],
        id="yaml not closed",
    ),
    pytest.param(
        "backlog/tasks/task-1.md",
        b"---\nid: T1\ntitle: " + b"x" * 65_536 + b"\n---\n",
        ["backlog/tasks/task-1.md:1  the front matter is longer than 65536 characters (move text below it)"],
        id="yaml too long",
    ),
    pytest.param(
        "old.json",
        b'{"plan": []}',
        [
            (
                "old.json:1 $  expected an array of tasks, or an object with `tasks` "
                "(give a file that `invoke import-tasks --help` names)"
            )
        ],
        id="no list",
    ),
    *(
        pytest.param(name, text, [f"{name}  not UTF-8: byte {at} (save it as UTF-8)"], id=f"not UTF-8 {name}")
        for name, text, at in (
            ("old.json", b'[{"title": "\xe4"}]', 13),
            (".beads/issues.jsonl", b"\xff\xfe{", 1),
            ("tasks.md", b"# \xe4\n", 3),
            ("backlog/tasks/task-1.md", b"---\nid: T1\n---\n\xe4", 16),
        )
    ),
]


@pytest.mark.parametrize(("name", "text", "messages"), BROKEN)
def test_a_broken_file_is_told_with_its_line(shop: Path, name: str, text: bytes, messages: list[str] | None) -> None:
    plan = plan_of(shop, name, text)
    if messages is None:
        assert [line.split("  ")[0] for line in told(plan, "error")] == [f"{name}:1", f"{name}:2"]
    else:
        assert told(plan, "error") == messages
    assert plan.task_list is None


def test_one_broken_file_of_a_directory_holds_up_all_and_every_one_is_told(shop: Path) -> None:
    for name, text in {"task-1.md": TASK, "task-2.md": b"---\n[\n---\n", "task-10.md": b"---\nid: \xff\n---\n"}.items():
        (shop / "backlog/tasks").mkdir(parents=True, exist_ok=True)
        (shop / "backlog/tasks" / name).write_bytes(text)

    plan = plan_of(shop, "backlog")

    assert [line.split("  ")[0] for line in told(plan, "error")] == [
        "backlog/tasks/task-2.md:3",
        "backlog/tasks/task-10.md",
    ]
    assert plan.task_list is None


def test_a_directory_of_tasks_is_read_in_their_order_and_other_files_are_told(shop: Path) -> None:
    tasks = shop / "backlog/tasks"
    tasks.mkdir(parents=True)
    for key in ("T10", "T2", "T2.1"):
        (tasks / f"task-{key[1:]} - {key}.md").write_bytes(TASK.replace(b"T1", key.encode()))
    (tasks / "readme.md").write_text("How we work.\n")
    (shop / "backlog/archive/tasks").mkdir(parents=True)
    (shop / "backlog/archive/tasks/task-1.md").write_bytes(TASK)

    plan = plan_of(shop, "backlog")

    assert [entry["id"] for entry in entries(plan)] == ["T2", "T2.1", "T10"]
    assert told(plan, "warning") == [
        (
            "backlog/tasks/readme.md  no task, for it has no front matter: not read "
            "(begin it with ---, the fields and ---, if it is one)"
        ),
        "backlog/archive  1 Markdown files were not read (import what is still wanted as a file of its own)",
    ]
    assert told(plan, "error") == []


@pytest.mark.parametrize(
    ("files", "path", "message"),
    [
        pytest.param([], "nowhere", "nowhere does not exist: name a task list", id="nothing"),
        pytest.param(["old/a.txt"], "old", "old holds no task list that can be read: name a task list", id="no list"),
        pytest.param(["Makefile"], "Makefile", "Makefile is no kind of file that can be read: name a", id="kind"),
        pytest.param(
            ["old/tasks.json", "old/tasks.md", "old/backlog/tasks/a.md"],
            "old",
            "old holds several task lists: import one at a time: old/tasks.json, old/tasks.md, old/backlog",
            id="several",
        ),
    ],
)
def test_a_path_that_cannot_be_imported(tmp_path: Path, files: list[str], path: str, message: str) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    with pytest.raises(InputError) as refused:
        sources.read(tmp_path / path, tmp_path)
    assert str(refused.value).startswith(f"{tmp_path}/{message}")


def test_a_file_elsewhere_is_called_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "old.json").write_text("[]")
    assert sources.read(tmp_path / "old.json", tmp_path / "shop").origin == "old.json"
