"""Bad shared files: `invoke check` and `invoke run-tasks` tell each violation in full, and nothing is touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.bad_files import LIST, LIST_CASES, MAP, TASKS, Case
from tests.support.bad_maps import MAP_CASES
from tests.support.machine import contents

if TYPE_CHECKING:
    from tests.support.bad_files import Told
    from tests.support.project import Project


def replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def told(project: Project, expected: list[Told]) -> None:
    """See both commands end with status 2 and exactly these violations, and nothing touched."""
    before = contents(project.root, Path.home())
    files = len({place.split(":")[0] for place, _ in expected})
    count = f"{len(expected)} violation{'s'[: len(expected) > 1]} in {files} file{'s'[: files > 1]}"
    listed = "".join(f"{place}\n    {remedy}\n" if remedy else f"{place}\n" for place, remedy in expected)
    lines = "\n".join(f"{place} ({remedy})" if remedy else place for place, remedy in expected)

    check = project.invoke("check")
    run = project.invoke("run-tasks")

    assert (check.code, check.out, check.err) == (2, f"{listed}\n{count}\n", "")
    assert (run.code, run.out, run.err) == (2, "", f"bailiwick: {lines}\n")
    assert contents(project.root, Path.home()) == before


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in LIST_CASES + MAP_CASES])
def test_bad_shared_files(project: Project, case: Case) -> None:
    (project.root / "linked").symlink_to("modules")
    (project.root / "modules/catalog/x").mkdir()
    project.task_list.write_text(replaced(LIST, case.tasks))
    project.structure.write_text(replaced(MAP, case.map))
    told(project, case.told)


def test_files_that_cannot_be_read(project: Project) -> None:
    project.task_list.write_bytes(b'{"tasks": ["\xe9"]}')
    project.structure.unlink()
    told(project, [(f"{TASKS}: not UTF-8: byte 13", "save it as UTF-8")])


def test_files_that_are_missing(project: Project) -> None:
    project.task_list.unlink()
    (project.root / "shared/schemas/task_list.schema.json").unlink()
    told(
        project,
        [
            (
                "shared/schemas/task_list.schema.json: the file is missing",
                "take the file from the Bailiwick repository",
            ),
            (f"{TASKS}: the file is missing", 'create it: {"tasks": []}'),
        ],
    )


def test_a_list_of_another_shape(project: Project) -> None:
    project.task_list.write_text('{"task": []}\n')
    told(project, [(f'{TASKS}:1 $: the property "tasks" is missing', 'write "tasks" for "task"')])
