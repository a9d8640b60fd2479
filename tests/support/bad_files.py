"""A small map and list, and what can be wrong in them: pieces of text to replace, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass

MAP = """\
{
  "project": "corner_shop",
  "modules": {
    "catalog": {"path": "modules/catalog", "agent": "catalog_coder", "checks": {"tests": ["pytest"]}},
    "pricing": {"path": "modules/pricing", "agent": "pricing_coder", "depends_on": ["catalog"]}
  },
  "agents": {
    "catalog_coder": {"coder": "scripted"},
    "pricing_coder": {"limits": {"turns": 40}}
  }
}
"""
LIST = """\
{
  "tasks": [
    {
      "id": 1,
      "title": "Search the catalog",
      "assigned_to": "catalog_coder",
      "module": "catalog",
      "status": "not_started",
      "blocked_by": [],
      "description": "By name."
    },
    {"id": 2, "title": "Discounts", "assigned_to": "pricing_coder", "status": "not_started", "blocked_by": [1],
     "description": "In percent."},
    {"id": 3, "title": "Quotes", "assigned_to": "pricing_coder", "status": "blocked", "blocked_by": [2],
     "description": "As JSON."}
  ]
}
"""
TASKS, STRUCTURE = "shared/task_list.json", "shared/project_structure.json"
TRANSITION = "shared/schemas/status_transition.schema.json"
STATUSES = "not_started, in_progress, blocked, review_feedback, done"
Told = tuple[str, str]
"""Place with message, and remedy."""


@dataclass(frozen=True)
class Case:
    """Pieces of text that are replaced in the list and in the map, and what is told of it."""

    id: str
    told: list[Told]
    tasks: tuple[tuple[str, str], ...] = ()
    map: tuple[tuple[str, str], ...] = ()


LIST_CASES = [
    Case(
        "a comma is missing",
        [(f"{TASKS}:6: not valid JSON: Expecting ',' delimiter, column 7", "correct the JSON")],
        tasks=(('"Search the catalog",', '"Search the catalog"'),),
    ),
    Case(
        "a key stands twice",
        [(f'{TASKS}:6 $.tasks[0].title: the key "title" stands twice, first on line 5', "remove one of them")],
        tasks=(('"Search the catalog",', '"Search the catalog",\n      "title": "Search",'),),
    ),
    Case(
        "an id stands twice",
        [
            (
                f'{TASKS}:14 $.tasks[2].id: the id 2 is taken by "Discounts", entry 2 of the list',
                "give it an id that was never used",
            )
        ],
        tasks=(('"id": 3', '"id": 2'), ('"blocked_by": [2]', '"blocked_by": [1]')),
    ),
    Case(
        "an id stands twice, once as text",
        [
            (
                f'{TASKS}:12 $.tasks[1].id: the id 1 is taken by "Search the catalog", entry 1 of the list',
                "give it an id that was never used",
            )
        ],
        tasks=(
            ('"id": 2', '"id": "1"'),
            ('"blocked_by": [2]', '"blocked_by": [1]'),
            ('"blocked_by": [1]', '"blocked_by": []'),
        ),
    ),
    Case(
        "an unknown agent",
        [
            (
                f'{TASKS}:6 $.tasks[0].assigned_to: the agent "catalog_codr" is not in the map',
                'did you mean "catalog_coder"?',
            )
        ],
        tasks=(("catalog_coder", "catalog_codr"),),
    ),
    Case(
        "an agent that owns another module",
        [
            (
                f"{TASKS}:6 $.tasks[0].assigned_to: pricing_coder does not own the module catalog",
                "assign it to catalog_coder",
            )
        ],
        tasks=(("catalog_coder", "pricing_coder"),),
    ),
    Case(
        "an unknown module",
        [(f'{TASKS}:7 $.tasks[0].module: the module "catalgo" is not in the map', 'did you mean "catalog"?')],
        tasks=(('"module": "catalog"', '"module": "catalgo"'),),
    ),
    Case(
        "an unknown blocker",
        [(f"{TASKS}:14 $.tasks[2].blocked_by[0]: there is no task 22", 'did you mean "2"?')],
        tasks=(('"blocked_by": [2]', '"blocked_by": [22]'),),
    ),
    Case(
        "tasks that block one another",
        [
            (
                f"{TASKS}:9 $.tasks[0].blocked_by: tasks block one another in a circle: 1 -> 3 -> 2 -> 1",
                "take one of these blockers away",
            )
        ],
        tasks=(('"blocked_by": []', '"blocked_by": [3]'),),
    ),
    Case(
        "a task that blocks itself",
        [(f"{TASKS}:9 $.tasks[0].blocked_by[0]: task 1 is blocked by itself", "take its own id out of `blocked_by`")],
        tasks=(('"blocked_by": []', '"blocked_by": [1]'),),
    ),
    Case(
        "a misspelt status",
        [
            (
                f'{TASKS}:8 $.tasks[0].status: "not_startd" is not one of: {STATUSES}',
                'did you mean "not_started"?',
            )
        ],
        tasks=(('"not_started"', '"not_startd"'),),
    ),
    Case(
        "missing fields",
        [
            (f'{TASKS}:3 $.tasks[0]: the property "blocked_by" is missing', "for example []"),
            (
                f'{TASKS}:3 $.tasks[0]: the property "description" is missing',
                'for example "A basket can carry a discount in per cent; the total is ...',
            ),
        ],
        tasks=(('"blocked_by": [],\n      "description": "By name."', '"note": ""'),),
    ),
    Case(
        "a misspelt field",
        [(f'{TASKS}:3 $.tasks[0]: the property "blocked_by" is missing', 'write "blocked_by" for "blockd_by"')],
        tasks=(('"blocked_by": []', '"blockd_by": []'),),
    ),
    Case(
        "a field of the wrong type",
        [(f'{TASKS}:9 $.tasks[0].blocked_by: expected an array, found "2"', "for example []")],
        tasks=(('"blocked_by": []', '"blocked_by": "2"'),),
    ),
]
