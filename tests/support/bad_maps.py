"""What can be wrong in the map, and in both files at once."""

from __future__ import annotations

from tests.support.bad_files import STATUSES, STRUCTURE, TASKS, Case

OVERLAP = "the scopes of pricing_coder and catalog_coder overlap: modules/pricing/src/** and modules/pricing/**/*.py"
MAP_CASES = [
    Case(
        "a comma too many in the map",
        [
            (
                f"{STRUCTURE}:3: not valid JSON: Expecting property name enclosed in double quotes, column 15",
                "correct the JSON",
            )
        ],
        map=(('"modules": {', '"modules": {,'),),
    ),
    Case(
        "both files are broken",
        [
            (f"{STRUCTURE}:2: not valid JSON: Expecting ':' delimiter, column 13", "correct the JSON"),
            (f"{TASKS}:4: not valid JSON: NaN is not JSON, column 13", "write null or a number"),
        ],
        tasks=(('"id": 1', '"id": NaN'),),
        map=(('"project":', '"project"'),),
    ),
    Case(
        "a key of the map stands twice",
        [
            (
                f'{STRUCTURE}:6 $.modules.pricing.path: the key "path" stands twice, first on line 5',
                "remove one of them",
            )
        ],
        map=(('"modules/pricing",', '"modules/checkout",\n      "path": "modules/pricing",'),),
    ),
    Case(
        "two scopes that overlap",
        [
            (
                f"{STRUCTURE}:5 $.modules.pricing.agent[1]: {OVERLAP}",
                "take the paths of one out with `deny`",
            )
        ],
        map=(
            ('"agent": "pricing_coder"', '"agent": ["pricing_coder", "catalog_coder"]'),
            ('"limits": {"turns": 40}', '"scope": {"write": ["src/**"]}'),
            ('{"coder": "scripted"}', '{"scope": {"write": ["**/*.py"]}}'),
        ),
    ),
    *(
        Case(
            f"a module path that {name}",
            [(f'{STRUCTURE}:5 $.modules.pricing.path: the path "{path}" {problem}', remedy)],
            map=(('"modules/pricing"', f'"{path}"'),),
        )
        for name, path, problem, remedy in (
            (
                "escapes",
                "../pricing",
                "leads out with `..`",
                "write it relative to the repository, such as modules/pricing",
            ),
            ("is absolute", "/etc", "is absolute", "write it relative to the repository, such as modules/pricing"),
            ("does not exist", "modules/pircing", "does not exist", "create the directory, or correct the path"),
            (
                "goes through a link",
                "linked/pricing",
                "goes through the link linked",
                "create the directory, or correct the path",
            ),
        )
    ),
    Case(
        "a module inside another",
        [
            (
                f'{STRUCTURE}:5 $.modules.pricing.path: "modules/catalog/x" lies inside "modules/catalog" of catalog',
                "give each directory to one module",
            )
        ],
        map=(('"modules/pricing"', '"modules/catalog/x"'),),
    ),
    Case(
        "a directory of two modules",
        [
            (
                f'{STRUCTURE}:5 $.modules.pricing.path: "modules/catalog" is a directory of catalog already',
                "give each directory to one module",
            )
        ],
        map=(('"modules/pricing"', '"modules/catalog"'),),
    ),
    Case(
        "misspelt keys of the map",
        [
            (f'{STRUCTURE}:5 $.modules.pricing.dependson: unknown property "dependson"', 'did you mean "depends_on"?'),
            (f'{STRUCTURE}:9 $.agents.pricing_coder.limits.turn: unknown property "turn"', 'did you mean "turns"?'),
        ],
        map=(('"depends_on"', '"dependson"'), ('"turns"', '"turn"')),
    ),
    Case(
        "a misspelt value of the map",
        [
            (
                f'{STRUCTURE}:8 $.agents.catalog_coder.coder: "scriptd" is not one of: auto, api, scripted',
                'did you mean "scripted"?',
            )
        ],
        map=(('"scripted"', '"scriptd"'),),
    ),
    Case(
        "unknown names in the map",
        [
            (
                f'{STRUCTURE}:4 $.modules.catalog.agent: the agent "catalog_codr" is not in the map',
                'did you mean "catalog_coder"?',
            ),
            (
                f'{STRUCTURE}:5 $.modules.pricing.agent: the agent "pricing_codr" is not in the map',
                'did you mean "pricing_coder"?',
            ),
            (
                f'{STRUCTURE}:5 $.modules.pricing.depends_on[0]: the module "catalgo" is not in the map',
                'did you mean "catalog"?',
            ),
        ],
        map=(
            ('"agent": "catalog_coder"', '"agent": "catalog_codr"'),
            ('"agent": "pricing_coder"', '"agent": "pricing_codr"'),
            ('["catalog"]', '["catalgo"]'),
        ),
    ),
    Case(
        "everything at once",
        [
            (
                f'{STRUCTURE}:5 $.modules.pricing.path: the path "nowhere" does not exist',
                "create the directory, or correct the path",
            ),
            (f'{STRUCTURE}:9 $.agents.pricing_coder.limits.turn: unknown property "turn"', 'did you mean "turns"?'),
            (
                f'{TASKS}:6 $.tasks[0].assigned_to: the agent "nobody" is not in the map',
                "one of: catalog_coder, pricing_coder",
            ),
            (
                f'{TASKS}:8 $.tasks[0].status: "begun" is not one of: {STATUSES}',
                "",
            ),
            (f"{TASKS}:12 $.tasks[1].blocked_by[0]: there is no task 9", "one of: 1, 2, 3"),
            (
                f"{TASKS}:14 $.tasks[2].blocked_by[0]: task 3 is blocked by itself",
                "take its own id out of `blocked_by`",
            ),
        ],
        tasks=(
            ('"catalog_coder"', '"nobody"'),
            ('"not_started"', '"begun"'),
            ('"blocked_by": [1]', '"blocked_by": [9]'),
            ('"blocked_by": [2]', '"blocked_by": [3]'),
        ),
        map=(('"modules/pricing"', '"nowhere"'), ('"turns"', '"turn"')),
    ),
]
