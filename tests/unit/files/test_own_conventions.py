"""A team's copy of a shipped convention with one thing changed: what no run could use is told at its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.files import conventions, shared

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], object]

PARTS = ("report", "parts")
OF_QA = ("roles", "qa", "report")
OF_ARCHITECT = ("roles", "architect", "report")


def told(shipped: str, change: Change) -> list[tuple[str, str, str]]:
    """What is told of a copy: JSON path, message and remedy."""
    copy = json.loads((conventions.SHIPPED / f"{shipped}.json").read_text())
    copy["name"] = "ours"
    change(copy)
    found = shared.convention_violations(json.dumps(copy, indent=1), "shared/conventions/ours.json")
    assert all(one.line and one.line > 1 for one in found)
    return [(one.path, one.message, one.remedy) for one in found]


def at(*path: str | int, to: Any) -> Change:
    """The change of one value; `...` takes it out."""

    def change(copy: dict[str, Any]) -> None:
        held: Any = copy
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = to
        if to is ...:
            del held[path[-1]]

    return change


def moved(old: str, new: str) -> Change:
    """The change of a text everywhere."""

    def change(copy: dict[str, Any]) -> None:
        whole = json.loads(json.dumps(copy).replace(old, new))
        copy.clear()
        copy.update(whole)

    return change


def both(*changes: Change) -> Change:
    """One after the other."""
    return lambda copy: [change(copy) for change in changes]


@pytest.mark.parametrize(
    ("shipped", "change", "expected"),
    [
        pytest.param(
            "sprint",
            at("rules", "contract_routes", "design", to="{sprnt}.md"),
            (
                "$.rules.contract_routes.design",
                'the template "{sprnt}.md" names the unknown parameter sprnt',
                'did you mean "sprint"?',
            ),
            id="a template of a rule",
        ),
        pytest.param(
            "sprint",
            at("report", "title", to="## {tem} REPORT"),
            (
                "$.report.title",
                'the template "## {tem} REPORT" names the unknown parameter tem',
                'did you mean "team"?',
            ),
            id="a template of a title",
        ),
        pytest.param(
            "sprint",
            at("scope", "no_new", to=["{modul}/*.md"]),
            (
                "$.scope.no_new[0]",
                'the template "{modul}/*.md" names the unknown parameter modul',
                'did you mean "module"?',
            ),
            id="a template of a scope",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "specs", to="{sprnt}/specs.md"),
            (
                "$.roles.architect.report.specs",
                'the template "{sprnt}/specs.md" names the unknown parameter sprnt',
                'did you mean "sprint"?',
            ),
            id="a template of specs",
        ),
        pytest.param(
            "design_docs",
            at("log", "path", to="{featur}.md"),
            ("$.log.path", 'the template "{featur}.md" names the unknown parameter featur', 'did you mean "feature"?'),
            id="a template of a log",
        ),
        pytest.param(
            "sprint",
            at("commit", "fallback", to="{sprnt}: {title}"),
            (
                "$.commit.fallback",
                'the template "{sprnt}: {title}" names the unknown parameter sprnt',
                'did you mean "sprint"?',
            ),
            id="a template of a fallback",
        ),
        pytest.param(
            "raw_module",
            at("report", "store", to="{path}/{number}.py"),
            (
                "$.report.store",
                'the template "{path}/{number}.py" names the unknown parameter number',
                "one of: agent, docs, feature_name, module, module_name, out_dir, path, revises, task, title",
            ),
            id="the number of a file",
        ),
        pytest.param(
            "sprint",
            at("rules", "hintz", to={}),
            ("$.rules.hintz", 'unknown name "hintz"', 'did you mean "hints"?'),
            id="a rule",
        ),
        pytest.param(
            "sprint",
            at("roles", "qa", "rules", "hintz", to=None),
            ("$.roles.qa.rules.hintz", 'unknown name "hintz"', 'did you mean "hints"?'),
            id="a rule that is taken away",
        ),
        pytest.param(
            "sprint",
            at("withheld", to=["finsh"]),
            (
                "$.withheld[0]",
                (
                    '"finsh" is not one of: ask, bash, commit_and_push, finish, glob, grep, log_iteration, '
                    "mcp__basic-memory__edit_note, mcp__basic-memory__read_note, publish_contract, "
                    "record_learning, record_scenarios, request_change, str_replace_based_edit_tool, view"
                ),
                'did you mean "finish"?',
            ),
            id="a withheld tool",
        ),
        pytest.param(
            "task_list",
            at("withheld", to=["finish"]),
            ("$.withheld", "the report comes by `finish`, which is withheld", "offer it, or report otherwise"),
            id="the way to report is withheld",
        ),
        pytest.param(
            "sprint",
            both(
                at(*PARTS, 1, "fields", to={"File": "x", "Place": "x"}),
                at(*PARTS, 1, "example", to=...),
                at("compare", to=[]),
            ),
            (
                "$.report.parts[1].fields",
                (
                    "the part deviations has no Endpoint, Deviation, Justification, Recommendation, which "
                    "nonconformity reads"
                ),
                "one of: File, Place",
            ),
            id="a label that a stop reads",
        ),
        pytest.param(
            "sprint",
            both(
                at(*OF_QA, "parts", 3, "fields", to={"Files": "x"}),
                at(*OF_QA, "parts", 3, "example", to=...),
                at(*OF_QA, "stops", to=...),
            ),
            (
                "$.roles.qa.report.parts[3].fields",
                "the part findings has no File, which places reads",
                'did you mean "Files"?',
            ),
            id="a label that is compared",
        ),
        pytest.param(
            "sprint",
            both(
                at(*OF_QA, "parts", 2, "words", to=["ALL PASS", "SOME FAILED"]),
                at(*OF_QA, "stops", to=...),
                at("roles", "qa", "compare", to=["outcome"]),
            ),
            (
                "$.roles.qa.report.parts[2].words",
                "the part result has no SOME FAIL, which outcome reads",
                'did you mean "SOME FAILED"?',
            ),
            id="a word that is compared",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 3, to={"name": "files", "line": "### FILES CHANGED:"}),
            ("$.report.parts[3].line", "the part files has no path, which the engine reads", ""),
            id="a line in the place of bullets",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 3, "item", to="{file}"),
            ("$.report.parts[3].item", "the part files has no path, which the engine reads", "one of: file"),
            id="a name that is read",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 3, "item", to="{path"),
            ("$.report.parts[3].item", "the item \"{path\" cannot be read from '{path' on", "see `item` in the schema"),
            id="an item that is none",
        ),
        pytest.param(
            "sprint",
            at("report", "store", to="../evil-{number}.md"),
            (
                "$.report.store",
                'the path "../evil-{number}.md" leads out of the repository with `..`',
                "write it relative to the repository",
            ),
            id="a place outside",
        ),
        pytest.param(
            "sprint",
            at(*OF_QA, "done", to={"ui-test": "/tmp/done"}),
            (
                '$.roles.qa.report.done["ui-test"]',
                'the path "/tmp/done" is absolute',
                "write it relative to the repository",
            ),
            id="an absolute place",
        ),
        pytest.param(
            "sprint",
            at("params", "sprint", "latest_in", to="../.."),
            (
                "$.params.sprint.latest_in",
                'the directory "../.." leads out of the repository with `..`',
                "write it relative to the repository",
            ),
            id="a directory outside",
        ),
        pytest.param(
            "sprint",
            at("report", "store", to="reports/{slug}.md"),
            (
                "$.report.store",
                'nothing is kept under "reports/{slug}.md": it has no {number}',
                "write {number} where the engine's number stands",
            ),
            id="a store without a number",
        ),
        pytest.param(
            "sprint",
            at("report", "title", to=...),
            ("$.report", "a report by `text` needs `title`", "add it, as a shipped convention has it"),
            id="a text without a title",
        ),
        pytest.param(
            "sprint",
            both(at(*PARTS, to=...), at("report", "stops", to=...), at("compare", to=[])),
            ("$.report", "a report by `text` needs `parts`", "add it, as a shipped convention has it"),
            id="a text without parts",
        ),
        pytest.param(
            "raw_module",
            at("report", "store", to=...),
            ("$.report", "a report by `file` needs `store`", "add it, as a shipped convention has it"),
            id="a file without a place",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 0, "line", to="### CONFORMITY STATUS:"),
            (
                "$.report.parts[0].line",
                'the line "### CONFORMITY STATUS:" has no place for a word',
                "write {} where the word stands",
            ),
            id="a word without its place",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 4, "line", to="### ISSUES {}:"),
            (
                "$.report.parts[4].line",
                'the line "### ISSUES {}:" has a place for a word, and there are none',
                'add "words"',
            ),
            id="a place without words",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 3, "example", to="orders.py"),
            ("$.report.parts[3].example", "the example of files does not fit it", "mend one of them"),
            id="an example of a bullet",
        ),
        pytest.param(
            "sprint",
            at(*PARTS, 1, "example", to="- **File:** a.py:1"),
            ("$.report.parts[1].example", "the example of deviations does not fit it", "mend one of them"),
            id="an example of a group",
        ),
        pytest.param(
            "design_docs",
            at("log", to={"kind": "iterations"}),
            ("$.log", "a log of the kind iterations has no path", 'add "path": "..."'),
            id="a log without a path",
        ),
        pytest.param(
            "design_docs",
            at("log", to={"kind": "progress", "path": "specs/a.md"}),
            (
                "$.log.kind",
                "no input is a note that a parameter names",
                'add one such as {"path": "specs/{spec}", "note": true} to `inputs`',
            ),
            id="a log of no note",
        ),
        pytest.param(
            "spec_notes",
            at("inputs", 0, "note", to=...),
            (
                "$.log.kind",
                "no input is a note that a parameter names",
                'add one such as {"path": "specs/{spec}", "note": true} to `inputs`',
            ),
            id="a phase of no note",
        ),
        pytest.param(
            "spec_notes",
            at("log", to=...),
            (
                "$.by_engine",
                "no log says where the specifications lie",
                'add "log": {"kind": "progress", "path": "specs/{spec}"}',
            ),
            id="a phase without a log",
        ),
        pytest.param(
            "spec_notes",
            at("params", "phase", to=...),
            ("$.by_engine", "there is no parameter phase", "add phase to `params`"),
            id="a phase without its parameter",
        ),
        pytest.param(
            "sprint",
            at("compare", to=["files", "outcome"]),
            (
                "$.compare[1]",
                '"outcome" reads the part result of a report by `text`, which is not there',
                "one of: conformity, deviations, end, files, issues",
            ),
            id="a part that is compared",
        ),
        pytest.param(
            "design_docs",
            at("report", "fields", to=["deviations"]),
            (
                "$.compare[1]",
                '"attention" reads the field attention of `finish`, which the report lacks',
                'add "attention" to `fields` of the report, or take attention out',
            ),
            id="a field that is compared",
        ),
        pytest.param(
            "sprint",
            at("report", "stops", to={"interface": "ask"}),
            (
                "$.report.stops.interface",
                '"interface" reads the field deviations of `finish`, which the report lacks',
                'add "deviations" to `fields` of the report, or take interface out',
            ),
            id="a field that stops",
        ),
        pytest.param(
            "design_docs",
            at("compare", to=["files", "contract"]),
            (
                "$.compare[1]",
                '"contract" reads the part conformity of a report by `text`, which is not there',
                "take contract out",
            ),
            id="a part of finish",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "manual", to=["uitest"]),
            ("$.roles.architect.report.manual[0]", 'no agent can have the slug "uitest"', 'did you mean "ui-test"?'),
            id="a manual test",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "testers", to=["qaa"]),
            ("$.roles.architect.report.testers[0]", 'no agent can have the slug "qaa"', 'did you mean "qa"?'),
            id="a tester",
        ),
        pytest.param(
            "sprint",
            at(*OF_QA, "done", to={"uitest": "done"}),
            ("$.roles.qa.report.done.uitest", 'no agent can have the slug "uitest"', 'did you mean "ui-test"?'),
            id="one who is done",
        ),
        pytest.param(
            "task_list",
            at("roles", "python_test", "subjects", to=["python_codr"]),
            ("$.roles.python_test.subjects[0]", 'there is no role "python_codr"', 'did you mean "python_coder"?'),
            id="a subject",
        ),
        pytest.param(
            "sprint",
            at("limits", to={"iterations": 5}),
            ("$.limits", "a task is blocked at iterations, and nothing says what for", 'add "reason": "..."'),
            id="a limit without a reason",
        ),
        pytest.param(
            "sprint",
            at("commit", "example", to="Answer 201."),
            ("$.commit.example", 'the example "Answer 201." does not match ^\\S.{0,71}(?<!\\.)$', "mend one of them"),
            id="an example of a subject",
        ),
        pytest.param(
            "design_docs",
            at("commit", "fallback", to="design: {title}"),
            (
                "$.commit.fallback",
                'the fallback "design: {title}" does not match ^impl: \\S.{0,70}(?<!\\.)$',
                "mend one of them",
            ),
            id="a fallback",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "sprint", to=...),
            (
                "$.roles.architect.report",
                "a report by `blocks` needs `sprint`",
                "add it, as a shipped convention has it",
            ),
            id="a request without its sprint",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "specs", to=...),
            (
                "$.roles.architect.report",
                "a report by `blocks` needs `specs`",
                "add it, as a shipped convention has it",
            ),
            id="a request without specs",
        ),
        pytest.param(
            "sprint",
            at(*OF_ARCHITECT, "sprint", to="sprnt"),
            (
                "$.roles.architect.report.sprint",
                'there is no parameter "sprnt", which the rounds of a sprint need',
                'did you mean "sprint"?',
            ),
            id="the parameter of a sprint",
        ),
        pytest.param(
            "sprint",
            at("params", "iteration", to=...),
            (
                "$.roles.architect.params",
                'there is no parameter "iteration", which the rounds of a sprint need',
                "one of: nonconformity, slug, sprint, team",
            ),
            id="the parameter of a round",
        ),
    ],
)
def test_what_no_run_could_use_is_told(shipped: str, change: Change, expected: tuple[str, str, str]) -> None:
    assert told(shipped, change) == [expected]


def renamed(copy: dict[str, Any]) -> None:
    """Another name of the parameter that counts."""
    moved("{sprint}", "{cycle}")(copy)
    copy["params"]["cycle"] = copy["params"].pop("sprint")
    copy["roles"]["architect"]["report"]["sprint"] = "cycle"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(moved(".claude/sprint", ".claude/cycle"), id="a directory"),
        pytest.param(moved("ui-test", "browser"), id="a slug"),
        pytest.param(renamed, id="a parameter"),
        pytest.param(at("commit", "fallback", to="{sprint}: {title}"), id="a fallback that each task fills"),
        pytest.param(at("commit", to={"subject": "^[a-z]", "fallback": "{title}"}), id="a fallback in small letters"),
    ],
)
def test_what_a_team_may_have_otherwise_is_not_told(change: Change) -> None:
    assert told("sprint", change) == []
