"""Conventions as data: the shipped ones hold, a team's own is judged, and both take away from scopes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.domain.convention_rules import convention_problems
from bailiwick.domain.glob import matches
from bailiwick.errors import ViolationsError
from bailiwick.files import conventions, shared
from bailiwick.files.structure import nothing, read_structure

from tests.support.shared_files import structure, task, write_shared

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "^(backend|frontend|qa|ui-test|nextjs-diagnostics|cicd)$"
OWN = "shared/conventions/our_sprint.json"


def two_agents(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """A map in which both agents own the module pricing."""
    modules = structure()["modules"]
    modules["pricing"]["agent"] = ["implementer", "tester"]
    return structure(modules=modules, agents={"catalog_coder": {}, "implementer": first, "tester": second})


def with_convention(root: Path, text: str, *, agent: dict[str, Any] | None = None) -> list[str]:
    """What is wrong in a repository with a convention of its own."""
    agents = {"catalog_coder": {"convention": "our_sprint"} | (agent or {}), "pricing_coder": {}}
    write_shared(root, structure_value=structure(agents=agents))
    (root / OWN).parent.mkdir()
    (root / OWN).write_text(text)
    return [str(violation) for violation in shared.check(root)]


def own(**changes: Any) -> str:
    """The text of a small convention."""
    return json.dumps({"name": "our_sprint", "description": "Ours."} | changes, indent=1)


@pytest.mark.parametrize("name", conventions.shipped_names())
def test_every_shipped_convention_follows_the_schema_and_its_rules(name: str) -> None:
    text = (conventions.SHIPPED / f"{name}.json").read_text()
    assert shared.convention_violations(text, f"{name}.json") == []
    read = conventions.named(name, nothing)
    assert read is not None
    assert list(convention_problems(read, name)) == []


def test_the_five_are_shipped() -> None:
    assert conventions.shipped_names() == ("design_docs", "raw_module", "spec_notes", "sprint", "task_list")


def test_an_unknown_key_is_told_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    text = own(inputs=[{"path": "a.md", "requird": True}], pharses=["x"])
    assert with_convention(tmp_path, text) == [
        f'{OWN}:7 $.inputs[0].requird: unknown property "requird" (did you mean "required"?)',
        f'{OWN}:10 $.pharses: unknown property "pharses" (did you mean "phases"?)',
    ]


def test_a_report_is_given_back_two_times_at_most(tmp_path: Path) -> None:
    (told,) = with_convention(tmp_path, own(report={"tries": 3}))
    assert told.startswith(f"{OWN}:5 $.report.tries: 3 is greater than the maximum of 2")


def test_what_no_schema_can_say_is_told_too(tmp_path: Path) -> None:
    text = own(
        name="other",
        params={"spec": {"pattern": "^[A-Z]+$", "default": "abc"}},
        inputs=[{"path": "specs/{spek}.md"}],
        report={"contract": "{spek}.md", "parts": [{"name": "a", "line": "A"}, {"name": "a", "line": "B"}]},
    )
    assert [line.split(": ", 1)[1] for line in with_convention(tmp_path, text)] == [
        'the name "other" is not that of the file (write "our_sprint")',
        'the default "abc" does not match ^[A-Z]+$ (mend one of them)',
        'the template "specs/{spek}.md" names the unknown parameter spek (did you mean "spec"?)',
        'the template "{spek}.md" names the unknown parameter spek (did you mean "spec"?)',
        'two parts are called "a" (name one otherwise)',
    ]


def test_a_verdict_asks_for_work_of_a_role_that_is_there(tmp_path: Path) -> None:
    words = {"UNTESTED": "testr", "BLOCKED": ""}
    text = own(roles={"tester": {}, "judge": {"kind": "reviewer", "escalations": words}})
    assert with_convention(tmp_path, text) == [
        (
            f'{OWN}:9 $.roles.judge.escalations.UNTESTED: "UNTESTED" asks for a task of the unknown role testr '
            '(did you mean "tester"?)'
        )
    ]


def test_a_convention_that_is_not_there_is_an_error_at_the_agent(tmp_path: Path) -> None:
    write_shared(
        tmp_path, structure_value=structure(agents={"catalog_coder": {"convention": "sprnt"}, "pricing_coder": {}})
    )
    (told,) = [str(violation) for violation in shared.check(tmp_path)]
    assert told.endswith(
        '$.agents.catalog_coder.convention: there is no convention "sprnt" '
        '(did you mean "sprint"? A convention of your own lies in shared/conventions/.)'
    )


@pytest.mark.parametrize("text", ["{", '{"scope": {"deny": 1}}', '{"name": "our_sprint", "name": "b"}'])
def test_a_convention_that_cannot_be_read_is_never_taken_for_an_empty_one(text: str) -> None:
    map_text = json.dumps(structure(agents={"catalog_coder": {"convention": "our_sprint"}, "pricing_coder": {}}))
    with pytest.raises(ViolationsError, match="cannot be used"):
        read_structure(map_text, text_of=lambda _: text)


def test_a_role_that_the_convention_does_not_have_is_told_with_the_nearest(tmp_path: Path) -> None:
    agents = {"catalog_coder": {"role": "python_codr"}, "pricing_coder": {}}
    write_shared(tmp_path, structure_value=structure(agents=agents))
    (told,) = [str(violation) for violation in shared.check(tmp_path)]
    assert told.endswith('the convention task_list has no role "python_codr" (did you mean "python_coder"?)')


def test_a_tester_of_the_task_list_waits_for_the_work_that_it_tests(tmp_path: Path) -> None:
    modules = structure()["modules"]
    modules["catalog"]["agent"] = ["catalog_coder", "tester"]
    coder = {"role": "python_coder", "scope": {"write": ["catalog/**"], "deny": ["**/tests/**"]}}
    agents = {"catalog_coder": coder, "tester": {"role": "python_test"}, "pricing_coder": {}}
    tasks = [task(1), task(2, assigned_to="tester", blocked_by=[1]), task(3, assigned_to="tester")]
    write_shared(tmp_path, structure_value=structure(modules=modules, agents=agents), task_list={"tasks": tasks})
    (told,) = [str(violation).partition("$")[2] for violation in shared.check(tmp_path)]
    assert told == (
        ".tasks[2].blocked_by: task 3 is about the work of coder or python_coder, and waits for none of it "
        "(name its subject, one of: 1)"
    )


def test_parameters_are_judged_where_they_stand(tmp_path: Path) -> None:
    agents = {"catalog_coder": {"convention": "sprint", "params": {"slug": "beckend"}}, "pricing_coder": {}}
    tasks = [task(1, params={"sprint": "../2"}), task(2, params={"sprnt": 2})]
    write_shared(tmp_path, structure_value=structure(agents=agents), task_list=json.dumps(tasks, indent=1))
    told = [str(violation).partition("$")[2] for violation in shared.check(tmp_path)]
    assert told == [
        f'.agents.catalog_coder.params.slug: "beckend" does not match {SLUG} (no `..`, no control character)',
        '[0].params.sprint: "../2" does not match ^[1-9][0-9]*$ (no `..`, no control character)',
        '[1].params.sprnt: the convention sprint has no parameter "sprnt" (did you mean "sprint"?)',
    ]


def test_a_parameter_that_is_needed_is_asked_for(tmp_path: Path) -> None:
    agents = {"catalog_coder": {"convention": "design_docs", "params": {"feature": "bulk"}}, "pricing_coder": {}}
    write_shared(tmp_path, structure_value=structure(agents=agents))
    (told,) = [str(violation) for violation in shared.check(tmp_path)]
    assert "the convention design_docs needs the parameter ticket" in told


def test_implementer_and_test_writer_share_a_module_without_overlap() -> None:
    first = {"convention": "design_docs", "params": {"feature": "a", "ticket": "0001_a"}}
    read = read_structure(json.dumps(two_agents(first, first | {"role": "test_writer"})))
    code, tests = read.scope("implementer", "pricing"), read.scope("tester", "pricing")

    assert code.overlaps(tests) is None
    paths = ("pricing/models.py", "tests/test_a.py", "tests/data.json", "README.md")
    allowed = {path: [s.agent for s in (code, tests) if s.allows(f"modules/pricing/{path}")] for path in paths}
    assert allowed == {
        "pricing/models.py": ["implementer"],
        "tests/test_a.py": ["tester"],
        "tests/data.json": [],
        "README.md": [],
    }
    assert code.breach("modules/pricing/README.md") == "not among what implementer writes (modules/pricing/*/**/*.py)"


def test_a_scope_is_filled_from_the_task_and_never_widened() -> None:
    agents = {"catalog_coder": {"convention": "raw_module"}, "pricing_coder": {}}
    read = read_structure(json.dumps(structure(agents=agents)))
    given = {"feature_name": "quotes", "module_name": "desk", "out_dir": "src"}

    bound = read.scope("catalog_coder", "catalog", given)
    assert [p for p in ("a.py", "src/quotes_desk.py", "src/b_c.py") if bound.allows(f"modules/catalog/{p}")] == [
        "src/quotes_desk.py"
    ]
    unbound = read.scope("catalog_coder", "catalog")
    assert unbound.allows("modules/catalog/src/b_c.py")
    assert not unbound.allows("modules/catalog/a.py")


def test_meta_files_are_read_only_also_where_a_module_holds_them() -> None:
    agents = {"catalog_coder": {"convention": "sprint"}, "pricing_coder": {}}
    modules = structure()["modules"] | {"catalog": {"path": ["modules/catalog", ".claude"], "agent": "catalog_coder"}}
    scope = read_structure(json.dumps(structure(agents=agents, modules=modules))).scope("catalog_coder", "catalog")
    assert scope.breach(".claude/sprint/1/status.md") == "denied by .claude/**"
    assert any(matches(denied, ".claude/project-map.md") for denied in scope.deny)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        pytest.param({"params": {"slug": {"pattern": "("}}}, "6 $.params.slug.pattern", id="params"),
        pytest.param({"inputs": [{"path": "a.md", "expects": "("}]}, "7 $.inputs[0].expects", id="inputs"),
        pytest.param({"commit": {"subject": "("}}, "5 $.commit.subject", id="commit"),
        pytest.param(
            {"refused_commands": [{"pattern": "(", "instead": "wait"}]}, "6 $.refused_commands[0].pattern", id="refused"
        ),
        pytest.param(
            {"report": {"parts": [{"name": "a", "line": "A", "fields": {"File": "("}}]}},
            "10 $.report.parts[0].fields.File",
            id="fields",
        ),
        pytest.param({"roles": {"tester": {"commit": {"subject": "("}}}}, "7 $.roles.tester.commit.subject", id="role"),
    ],
)
def test_a_pattern_that_is_none_is_told_before_anything_is_matched(
    tmp_path: Path, part: dict[str, Any], place: str
) -> None:
    map_says, file_says = with_convention(tmp_path, own(**part), agent={"params": {"slug": "backend"}})
    assert f'{OWN}:{place}: "(" is no regular expression: missing ), unterminated subpattern' in map_says
    assert file_says.startswith(f'{OWN}:{place}: expected a valid regex, found "("')
