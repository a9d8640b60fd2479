"""Rules of the map beyond its schema."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.domain.broken import Broken
from bailiwick.domain.convention import Convention
from bailiwick.domain.map_rules import map_problems
from bailiwick.domain.structure import Agent, Check, Module, Structure

JUDGE = Agent("judge", role="reviewer")
REMEDY = "write it relative to the repository, such as modules/pricing"


def map_of(*modules: Module, **agents: Agent) -> Structure:
    known = {name: Agent(name) for module in modules for name in module.agents} | agents
    return Structure("shop", {m.name: m for m in modules}, known)


def problems(*modules: Module, **agents: Agent) -> list[Broken]:
    return list(map_problems(map_of(*modules, **agents), lambda _: ""))


def module(name: str, *paths: str, **fields: Any) -> Module:
    return Module(name, paths or (f"modules/{name}",), **({"agents": ("coder",)} | fields))


def test_a_sound_map() -> None:
    assert (
        problems(module("a", reviewers=("judge",)), module("b", "modules/b", "docs/b", depends_on=("a",)), judge=JUDGE)
        == []
    )


@pytest.mark.parametrize(
    ("path", "message", "remedy"),
    [
        pytest.param("/etc", 'the path "/etc" is absolute', REMEDY, id="absolute"),
        pytest.param("C:/shop", 'the path "C:/shop" is absolute', REMEDY, id="drive"),
        pytest.param("a\\b", 'the path "a\\b" has a backslash', "write a/b", id="backslash"),
        pytest.param("a/../..", 'the path "a/../.." leads out with `..`', REMEDY, id="parent"),
        pytest.param("a/*", 'the path "a/*" has a character that no module directory may have', REMEDY, id="glob"),
        pytest.param("a\n", 'the path "a\n" has a character that no module directory may have', REMEDY, id="newline"),
        pytest.param(".", 'the path "." is the whole repository', REMEDY, id="all"),
        pytest.param("", 'the path "" is the whole repository', REMEDY, id="empty"),
        pytest.param("./a//b", 'the path "./a//b" is not written in its shortest form', "write a/b", id="long form"),
        pytest.param("a/.Git", 'the path "a/.Git" lies in .Git/, which belongs to no module', REMEDY, id="nested git"),
        pytest.param(".git/x", 'the path ".git/x" lies in .git/, which belongs to no module', REMEDY, id="git"),
        pytest.param("Shared", 'the path "Shared" lies in Shared/, which belongs to no module', REMEDY, id="shared"),
    ],
)
def test_paths(path: str, message: str, remedy: str) -> None:
    assert problems(module("a", path)) == [Broken(("modules", "a", "path", 0), message, remedy)]


def test_directories_are_looked_for() -> None:
    found = list(map_problems(map_of(module("a", "x", "y")), lambda path: "does not exist" if path == "y" else ""))
    assert found == [
        Broken(("modules", "a", "path", 1), 'the path "y" does not exist', "create the directory, or correct the path")
    ]


@pytest.mark.parametrize(
    ("wide", "narrow", "message"),
    [
        pytest.param("m", "m/a/b", '"m/a/b" lies inside "m" of one', id="inside"),
        pytest.param("m/a", "m/a", '"m/a" is a directory of one already', id="the same"),
        pytest.param("m/A", "m/a", '"m/a" is a directory of one already', id="the same but for case"),
        pytest.param("m/\u00e9", "m/e\u0301", '"m/e\u0301" is a directory of one already', id="the same but for form"),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["wide first", "narrow first"])
def test_modules_that_contain_each_other(wide: str, narrow: str, message: str, turned: bool) -> None:
    modules = [module("one", wide), module("two", narrow)]
    found = problems(*(modules[::-1] if turned and "inside" in message else modules))
    assert found == [Broken(("modules", "two", "path", 0), message, "give each directory to one module")]


def test_names_that_only_begin_alike_are_apart() -> None:
    assert problems(module("one", "m/a"), module("two", "m/ab")) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"agents": ("codr",)},
            Broken(("modules", "b", "agent", 0), 'the agent "codr" is not in the map', 'did you mean "coder"?'),
            id="agent",
        ),
        pytest.param(
            {"reviewers": ("judge", "jugde")},
            Broken(("modules", "b", "reviewers", 1), 'the reviewer "jugde" is not in the map', 'did you mean "judge"?'),
            id="reviewer",
        ),
        pytest.param(
            {"reviewers": ("coder",)},
            Broken(
                ("modules", "b", "reviewers", 0),
                '"coder" is a coder, no reviewer',
                'give coder the role "reviewer", or name an agent that has it',
            ),
            id="reviewer that is none",
        ),
        pytest.param(
            {"agents": ("judge",)},
            Broken(
                ("modules", "b", "agent", 0),
                '"judge" is a reviewer and owns no module',
                "name it under `reviewers` of b",
            ),
            id="reviewer as owner",
        ),
        pytest.param(
            {"depends_on": ("aa",)},
            Broken(("modules", "b", "depends_on", 0), 'the module "aa" is not in the map', 'did you mean "a"?'),
            id="module",
        ),
        pytest.param(
            {"depends_on": ("b",)},
            Broken(
                ("modules", "b", "depends_on"),
                "modules depend on one another in a circle: b -> b",
                "take one of these dependencies away",
            ),
            id="itself",
        ),
    ],
)
def test_names(fields: dict[str, Any], expected: Broken) -> None:
    known = Structure("s", {"a": module("a"), "b": module("b", **fields)}, {"coder": Agent("coder"), "judge": JUDGE})
    assert list(map_problems(known, lambda _: "")) == [expected]


def test_reviewers_of_every_module() -> None:
    modules = {"a": module("a", reviewers=("judge",))}
    agents = {"coder": Agent("coder"), "judge": JUDGE}
    known = Structure("s", modules, agents, architecture_reviewers=("judge", "x"))
    assert list(map_problems(known, lambda _: "")) == [
        Broken(
            ("modules", "a", "reviewers", 0),
            '"judge" reviews every module already, under `review.architecture`',
            "name it in one of the two places",
        ),
        Broken(("review", "architecture", 1), 'the reviewer "x" is not in the map', "one of: judge"),
    ]


TEAM = Convention(
    roles={
        "smith": {},
        "tester": {"needs_review": False},
        "person": {"kind": "person"},
        "judge_of_coders": {"kind": "reviewer", "subjects": ("coder",)},
        "judge_of_all": {"kind": "reviewer"},
    }
)
UNREAD = Broken(
    ("modules", "b", "agent", 0),
    "no reviewer of b reads the work of smith, a smith",
    'name an agent of the role "reviewer" under `reviewers` of b, who reads all',
)
IDLE = Broken(
    ("modules", "b", "reviewers", 0),
    '"judge_of_coders" reads the work of a coder, and b has none',
    "take it out, or give an agent of b that role",
)


@pytest.mark.parametrize(
    ("authors", "reviewers", "expected"),
    [
        pytest.param(["coder"], ["judge_of_coders"], [], id="read"),
        pytest.param(["smith"], [], [], id="no review is asked for"),
        pytest.param(["smith"], ["judge_of_coders"], [IDLE, UNREAD], id="read by none"),
        pytest.param(["smith", "coder"], ["judge_of_coders"], [UNREAD], id="one of two unread"),
        pytest.param(["smith", "coder"], ["judge_of_coders", "judge_of_all"], [], id="read by another"),
        pytest.param(["coder", "tester", "person"], ["judge_of_coders"], [], id="needs no review"),
        pytest.param(["tester"], ["judge_of_coders"], [IDLE], id="nothing to read"),
    ],
)
def test_reviewers_read_what_is_written_beside_them(
    authors: list[str], reviewers: list[str], expected: list[Broken]
) -> None:
    agents = {name: Agent(name, role=name, write=(f"{name}/**",)) for name in (*authors, *reviewers)}
    place = module("b", agents=tuple(authors), reviewers=tuple(reviewers))
    known = Structure("s", {"b": place}, agents, conventions={"task_list": TEAM})
    assert list(map_problems(known, lambda _: "")) == expected


def test_modules_that_depend_on_one_another() -> None:
    found = problems(module("a", depends_on=("b",)), module("b", depends_on=("c",)), module("c", depends_on=("a",)))
    assert [broken.message for broken in found] == ["modules depend on one another in a circle: a -> b -> c -> a"]


@pytest.mark.parametrize(
    ("one", "other", "globs"),
    [
        pytest.param(("**",), ("tests/**",), "m/** and m/tests/**", id="one in the other"),
        pytest.param(("src/*.py",), ("src/test_*",), "m/src/*.py and m/src/test_*", id="some names"),
        pytest.param(("src/**",), ("tests/**",), "", id="apart"),
    ],
)
def test_scopes_of_two_owners(one: tuple[str, ...], other: tuple[str, ...], globs: str) -> None:
    agents = {"x": Agent("x", write=one), "y": Agent("y", write=other)}
    found = problems(module("a", "m", agents=("x", "y")), **agents)
    message = f"the scopes of x and y overlap: {globs}"
    remedy = "take the paths of one out with `deny`"
    assert found == ([Broken(("modules", "a", "agent", 1), message, remedy)] if globs else [])


def test_deny_keeps_two_owners_apart() -> None:
    agents = {"x": Agent("x", deny=("tests/**",)), "y": Agent("y", write=("tests/**",))}
    assert problems(module("a", "m", "n", agents=("x", "y")), **agents) == []


@pytest.mark.parametrize(
    ("glob", "problem"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param("/x", "is absolute", id="absolute"),
        pytest.param("a\\b", "has a backslash", id="backslash"),
        pytest.param("../b/**", "leads out of the module with `..`", id="parent"),
        pytest.param("./a", "has an empty name or `.` in it and matches nothing", id="dot"),
        pytest.param("src/", "has an empty name or `.` in it and matches nothing", id="final slash"),
    ],
)
@pytest.mark.parametrize("key", ["write", "deny"])
def test_globs(glob: str, problem: str, key: str) -> None:
    agent = Agent("coder", **{key: ("ok/**", glob)})  # type: ignore[arg-type]
    remedy = "write it relative to the module, such as src/**"
    assert problems(module("a"), coder=agent) == [
        Broken(("agents", "coder", "scope", key, 1), f'the glob "{glob}" {problem}', remedy)
    ]


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        pytest.param("/tmp/junit.xml", "is absolute", id="absolute"),
        pytest.param("out/../../junit.xml", "leads out of the module with `..`", id="parent"),
        pytest.param("out\\junit.xml", "has a backslash", id="backslash"),
    ],
)
def test_a_report_outside_the_module(report: str, problem: str) -> None:
    checks = {"tests": Check(("make", "test"), report), "lint": Check(("make", "lint"), "./out/lint.xml")}
    remedy = "write it relative to the module's first directory, such as junit.xml"
    assert problems(module("a", checks=checks)) == [
        Broken(("modules", "a", "checks", "tests", "report"), f'the report "{report}" {problem}', remedy)
    ]


def test_a_subject_that_is_no_expression() -> None:
    assert problems(module("a"), coder=Agent("coder", commit_subject="(")) == [
        Broken(
            ("agents", "coder", "commit_subject"),
            '"(" is no regular expression: missing ), unterminated subpattern at position 0',
            r"for example ^(feat|fix)\(pricing\): \S",
        )
    ]
