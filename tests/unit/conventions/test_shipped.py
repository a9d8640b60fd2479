"""What the shipped conventions give to each role: a role, a rule or a boundary that is lost is seen here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bailiwick.files import conventions
from bailiwick.files.structure import nothing, read_structure

from tests.support.shared_files import structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.convention import Convention

PLACES = {"code": "catalog/goods.py", "tests": "tests/test_goods.py", "pages": "README.md"}
EVERYTHING = "writes code, tests, pages"
MODULE = "APPROVED or NEEDS_CHANGES"
TEAM = {
    "design_docs/coder": "writes code",
    "design_docs/test_writer": "writes tests",
    "design_docs/designer": "writes pages",
    "design_docs/documentation": "writes pages",
    "design_docs/reviewer": (
        "reads all, says APPROVED or CHANGES REQUESTED or CHANGES REQUESTED (Test Coverage) or BLOCKED"
    ),
    "raw_module/coder": "writes nothing",
    "raw_module/reviewer": f"reads all, says {MODULE}",
    "spec_notes/coder": EVERYTHING,
    "spec_notes/reviewer": f"reads all, says {MODULE}",
    "sprint/coder": EVERYTHING,
    "sprint/frontend": EVERYTHING,
    "sprint/qa": "writes tests",
    "sprint/architect": EVERYTHING,
    "sprint/reviewer": f"reads all, says {MODULE}",
    "task_list/coder": EVERYTHING,
    "task_list/python_coder": EVERYTHING,
    "task_list/java_coder": EVERYTHING,
    "task_list/frontend": EVERYTHING,
    "task_list/database": EVERYTHING,
    "task_list/python_test": "writes tests, unread, after coder, python_coder",
    "task_list/java_test": "writes tests, unread, after coder, java_coder",
    "task_list/frontend_test": "writes tests, unread, after coder, frontend",
    "task_list/database_test": "writes tests, unread, after coder, database",
    "task_list/python_refactorer": EVERYTHING,
    "task_list/documentation": "writes pages, unread",
    "task_list/devops": EVERYTHING,
    "task_list/backend_reviewer": f"reads coder, python_coder, java_coder, python_refactorer, says {MODULE}",
    "task_list/frontend_reviewer": f"reads coder, frontend, says {MODULE}",
    "task_list/database_reviewer": f"reads coder, database, says {MODULE}",
    "task_list/architecture_reviewer": "reads all, says APPROVED or NEEDS_RESTRUCTURING",
    "task_list/e2e_tester": "writes nothing, unread",
    "task_list/project_structure": "planner",
    "task_list/github": "person",
    "task_list/lead": "planner",
    "task_list/planning": "planner",
}
ROUTES = {"route_handlers_async", "response_model", "snake_case_fields", "pascal_case_classes", "model_fields"}
DESIGNED = {*ROUTES, "import_cycles", "blocking_in_async"}
SPRINT = {"hints", "no_bare_except", "blocking_in_async", "secrets", "no_word_in_added_lines"}
ANY = {"secrets", "no_bare_except"}
PYTHON = {*ANY, "hints", "docstrings", "pep8", "dependencies_declared", "import_cycles"}
RULES = {
    "design_docs/coder": {*DESIGNED, "hints", "docstring_line", "no_placeholder", "contract_routes"},
    "design_docs/test_writer": {*DESIGNED, "pytest_not_unittest"},
    "design_docs/designer": {*DESIGNED, "docstring_line", "no_placeholder"},
    "design_docs/documentation": {*DESIGNED, "docstring_line", "no_placeholder"},
    "raw_module/coder": {
        "raw_text", "module_order", "no_bare_expressions", "docstring_sections", "hints", "docstrings",
        "no_bare_except", "pep8", "broad_except_last", "no_placeholder", "no_v1_validator", "response_shape",
    },
    "spec_notes/coder": {
        "hints", "docstrings", "no_bare_except", "pep8", "blocking_in_async", "registered", "main_only_registers",
        "secrets", "dependencies_declared",
    },
    "sprint/coder": {*SPRINT, "contract_routes", "migration_beside_model"},
    "sprint/frontend": SPRINT,
    "sprint/qa": SPRINT,
    "sprint/architect": set(),
    "task_list/coder": ANY,
    "task_list/python_coder": PYTHON,
    "task_list/java_coder": ANY,
    "task_list/frontend": ANY,
    "task_list/database": PYTHON,
    "task_list/python_test": {*ANY, "pytest_not_unittest"},
    "task_list/java_test": ANY,
    "task_list/frontend_test": ANY,
    "task_list/database_test": {*ANY, "pytest_not_unittest"},
    "task_list/python_refactorer": {*PYTHON, "public_signatures_kept"},
    "task_list/documentation": ANY,
    "task_list/devops": ANY,
    "task_list/e2e_tester": {*ANY, "e2e_scenarios"},
}  # fmt: skip
ENDPOINTS = ("files", "commits", "endpoints", "dependencies")
REPORT = ("conformity", "files", "deviations", "contract")
COMPARED = {
    "design_docs/coder": ("files", "attention"),
    "design_docs/test_writer": ("files", "attention"),
    "design_docs/designer": ("files", "attention"),
    "design_docs/documentation": ("files", "attention"),
    "raw_module/coder": (),
    "spec_notes/coder": ("files", "criteria", "dependencies"),
    "sprint/coder": REPORT,
    "sprint/frontend": REPORT,
    "sprint/qa": ("files", "results", "places", "outcome"),
    "sprint/architect": (),
    "task_list/coder": (),
    "task_list/python_coder": ENDPOINTS,
    "task_list/java_coder": ENDPOINTS,
    "task_list/frontend": ENDPOINTS,
    "task_list/database": ENDPOINTS,
    "task_list/python_test": ("files", "commits"),
    "task_list/java_test": ("files", "commits"),
    "task_list/frontend_test": ("files", "commits"),
    "task_list/database_test": ("files", "commits"),
    "task_list/python_refactorer": ("files", "commits", "dependencies", "bugs"),
    "task_list/documentation": ("files", "commits"),
    "task_list/devops": ("files", "commits"),
    "task_list/e2e_tester": ("files", "commits"),
}

DESIGN = ["docs/designs/{feature}/python/design.md", "docs/designs/{feature}/integration-design.md"]
SPECS = [".claude/sprint/{sprint}/api-contract.md", ".claude/sprint/{sprint}/{slug}-specs.md"]
STORIES = ["{docs}/{feature_name}_technical_design.md", "{docs}/{feature_name}_user_stories.md"]
READ = {
    "design_docs/coder": DESIGN,
    "design_docs/test_writer": DESIGN,
    "design_docs/designer": ["tickets/{ticket}.md"],
    "design_docs/documentation": DESIGN,
    "raw_module/coder": STORIES,
    "spec_notes/coder": ["specs/{spec}"],
    "sprint/coder": SPECS,
    "sprint/frontend": SPECS,
    "sprint/qa": SPECS[:1],
    "sprint/architect": [".claude/sprint/{sprint}/specs.md"],
    **{f"task_list/{name}": ["shared/plan.md"] for name in ("python_coder", "java_coder", "frontend", "database")},
    "task_list/python_refactorer": ["shared/plan.md"],
}


def roles() -> Iterator[tuple[str, Convention]]:
    """Every role of the five, `coder` among them, with its share of the convention."""
    for name in conventions.shipped_names():
        read = conventions.named(name, nothing)
        assert read is not None
        yield from ((f"{name}/{role}", read.for_role(role)) for role in dict.fromkeys(("coder", *read.roles)))


def writes(role: str) -> str:
    """Which kinds of file an agent of the role may write where the map takes nothing away."""
    convention, _, name = role.partition("/")
    agents = {"catalog_coder": {"convention": convention, "role": name}, "pricing_coder": {}}
    scope = read_structure(json.dumps(structure(agents=agents))).scope("catalog_coder", "catalog")
    found = [kind for kind, path in PLACES.items() if scope.allows(f"modules/catalog/{path}")]
    return f"writes {', '.join(found) or 'nothing'}"


def told(role: str, share: Convention) -> str:
    """A line about a role."""
    subjects = ", ".join(share.subjects)
    if share.kind == "reviewer":
        return f"reads {subjects or 'all'}, says {' or '.join((*share.verdicts, *share.escalations))}"
    if share.kind != "coder":
        return share.kind
    return writes(role) + ", unread" * (not share.needs_review) + f", after {subjects}" * bool(subjects)


def test_what_each_role_writes_reads_and_says() -> None:
    assert {role: told(role, share) for role, share in roles()} == TEAM


def test_the_rules_of_form_of_each_role_that_writes() -> None:
    assert {role: {*share.rules} for role, share in roles() if share.kind == "coder"} == RULES


def test_what_of_the_report_of_each_role_is_compared() -> None:
    assert {role: share.compare for role, share in roles() if share.kind == "coder"} == COMPARED


def test_what_must_be_there_before_a_model_is_asked() -> None:
    given = {role: [i.path for i in share.inputs if i.required] for role, share in roles() if share.kind == "coder"}
    assert {role: paths for role, paths in given.items() if paths} == READ


def test_a_coder_of_the_task_list_reads_what_every_role_reads() -> None:
    assert {tuple(i.path for i in share.inputs) for role, share in roles() if role.startswith("task_list/")} == {
        ("shared/plan.md", "shared/learnings.md", "shared/api/{dependency}/**", "shared/api/{module}/**")
    }
