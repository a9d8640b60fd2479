"""The shared files as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import ViolationsError
from bailiwick.files.shared import SchemaTexts, check, check_texts, load

from tests.support.shared_files import ROOT, SCHEMAS, structure, task, write_shared, written

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = SchemaTexts(
    *(
        (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
        for name in ("project_structure", "task_list", "status_transition")
    )
)


def told(root: Path) -> list[str]:
    return [str(v) for v in check(root)]


def test_loads_what_is_valid(tmp_path: Path) -> None:
    shared = load(write_shared(tmp_path))
    assert shared.structure.project == "corner_shop"
    assert [(t.key, t.module) for t in shared.task_list.tasks] == [("1", "catalog")]
    assert shared.transition_schema == TEXTS.transition


def test_the_shared_files_of_this_repository_are_valid() -> None:
    assert told(ROOT) == []


def test_all_violations_of_both_files_are_listed_by_file_and_line(tmp_path: Path) -> None:
    map_ = structure(project="My Shop")
    map_["modules"]["pricing"]["agent"] = "pricing_codr"
    tasks = [task(1, status="doing"), task(2, blocked_by=[3], module="priceing"), task(2, assigned_to="catalog-coder")]
    write_shared(tmp_path, structure_value=map_, task_list={"tasks": tasks})
    statuses = "not_started, in_progress, blocked, review_feedback, done"
    assert told(tmp_path) == [
        (
            'shared/project_structure.json:2 $.project: expected a match of ^[a-z0-9_]+$, found "My Shop" (for example '
            '"corner_shop")'
        ),
        (
            'shared/project_structure.json:10 $.modules.pricing.agent: the agent "pricing_codr" is not in the map '
            '(did you mean "pricing_coder"?)'
        ),
        f'shared/task_list.json:7 $.tasks[0].status: "doing" is not one of: {statuses} (did you mean "done"?)',
        "shared/task_list.json:17 $.tasks[1].blocked_by[0]: there is no task 3 (one of: 1, 2)",
        'shared/task_list.json:20 $.tasks[1].module: the module "priceing" is not in the map (did you mean "pricing"?)',
        (
            'shared/task_list.json:23 $.tasks[2].id: the id 2 is taken by "Task 2", entry 2 of the list '
            "(give it an id that was never used)"
        ),
        (
            'shared/task_list.json:25 $.tasks[2].assigned_to: the agent "catalog-coder" is not in the map '
            '(did you mean "catalog_coder"?)'
        ),
    ]


def test_load_raises_them_all(tmp_path: Path) -> None:
    write_shared(tmp_path, task_list={"tasks": [task(1, assigned_to="x"), task(2, status="y")]})
    with pytest.raises(ViolationsError) as caught:
        load(tmp_path)
    assert list(caught.value.violations) == check(tmp_path)
    assert len(caught.value.violations) == 2


def test_one_mistake_is_told_once_though_two_rules_find_it(tmp_path: Path) -> None:
    agents = {"catalog_coder": {"commit_subject": "("}, "pricing_coder": {}}
    write_shared(tmp_path, structure_value=structure(agents=agents))
    assert [v.path for v in check(tmp_path)] == ["$.agents.catalog_coder.commit_subject"]


def test_missing_files_are_told_with_how_to_make_them(tmp_path: Path) -> None:
    missing = "the file is missing (take the file from the Bailiwick repository)"
    assert told(tmp_path) == [
        (
            'shared/project_structure.json: the file is missing (create it: {"project": "my_project", "modules": {}, '
            '"agents": {}})'
        ),
        f"shared/schemas/project_structure.schema.json: {missing}",
        f"shared/schemas/status_transition.schema.json: {missing}",
        f"shared/schemas/task_list.schema.json: {missing}",
        'shared/task_list.json: the file is missing (create it: {"tasks": []})',
    ]


def test_a_file_that_is_not_json_does_not_hide_the_other(tmp_path: Path) -> None:
    write_shared(tmp_path, structure_value="{", task_list={"tasks": [task(1, status="x", assigned_to="nobody")]})
    found = told(tmp_path)
    assert [text.split(":")[0] for text in found] == ["shared/project_structure.json", "shared/task_list.json"]


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    write_shared(tmp_path)
    (tmp_path / "shared/task_list.json").write_bytes(b'{"tasks": ["\xff"]}')
    assert told(tmp_path) == ["shared/task_list.json: not UTF-8: byte 13 (save it as UTF-8)"]


def test_a_schema_that_a_team_broke_is_named_once(tmp_path: Path) -> None:
    write_shared(tmp_path)
    (tmp_path / "shared/schemas/task_list.schema.json").write_text('{"type": 3}')
    assert told(tmp_path) == [
        (
            "shared/schemas/task_list.schema.json:1 $.type: not a valid JSON Schema: 3 is not valid under any of the "
            "given schemas (correct the schema)"
        )
    ]


def test_a_schema_that_a_team_widened_still_meets_the_engines_own_types(tmp_path: Path) -> None:
    write_shared(tmp_path, structure_value=structure(agents={"catalog_coder": {"scope": 3}, "pricing_coder": {}}))
    (tmp_path / "shared/schemas/project_structure.schema.json").write_text("{}")
    assert told(tmp_path) == [
        "shared/project_structure.json:18 $.agents.catalog_coder.scope: expected an object, found 3"
    ]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        pytest.param("missing", "does not exist", id="missing"),
        pytest.param("file", "is not a directory", id="file"),
        pytest.param("link", "goes through the link modules/pricing", id="link"),
        pytest.param("link above", "goes through the link modules", id="link above"),
    ],
)
def test_module_directories_are_looked_for(tmp_path: Path, make: str, problem: str) -> None:
    write_shared(tmp_path)
    pricing = tmp_path / "modules/pricing"
    if make == "link above":
        (tmp_path / "modules").rename(tmp_path / "real")
        (tmp_path / "modules").symlink_to("real")
    else:
        pricing.rmdir()
        if make == "file":
            pricing.write_text("")
        elif make == "link":
            pricing.symlink_to("catalog")
    expected = (
        f'shared/project_structure.json:9 $.modules.pricing.path: the path "modules/pricing" {problem} '
        "(create the directory, or correct the path)"
    )
    assert told(tmp_path)[-1] == expected


def test_texts_of_an_index_are_judged_alike() -> None:
    found = check_texts(json.dumps(structure()), written(task(1)), TEXTS, lambda path: path != "modules/catalog")
    assert [str(v) for v in found] == [
        (
            'shared/project_structure.json:1 $.modules.catalog.path: the path "modules/catalog" does not exist '
            "(create the directory, or correct the path)"
        )
    ]
    assert check_texts(json.dumps(structure()), written(task(1)), TEXTS) == []
    assert [v.message for v in check_texts(None, None, TEXTS)] == ["the file is missing"] * 2


def test_duplicate_keys_are_violations_of_both_files(tmp_path: Path) -> None:
    text = json.dumps(structure()).replace('"project"', '"project": "x", "project"', 1)
    list_ = written(task(1)).replace('"id": 1', '"id": 1, "id": 1')
    write_shared(tmp_path, structure_value=text, task_list=list_)
    assert [v.path for v in check(tmp_path)] == ["$.project", "$.tasks[0].id"]
