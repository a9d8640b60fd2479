"""Scopes that follow from the map."""

from __future__ import annotations

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.domain.structure import Agent, Check, Module, Structure

MAP = Structure(
    "shop",
    {
        "a": Module("a", ("m/a", "docs/a"), ("coder", "tester"), depends_on=("b",)),
        "b": Module("b", ("m/b",), ("coder",)),
    },
    {
        "coder": Agent("coder", deny=("tests/**",)),
        "tester": Agent("tester", write=("tests/**",)),
    },
)


@pytest.mark.parametrize(
    ("agent", "path", "breach"),
    [
        pytest.param("coder", "m/a/x.py", None, id="inside"),
        pytest.param("coder", "docs/a/x.md", None, id="second directory"),
        pytest.param("coder", "shared/api/a/openapi.json", None, id="output"),
        pytest.param("coder", "m/a/tests/t.py", "denied by m/a/tests/**", id="denied"),
        pytest.param("coder", "m/b/x.py", "outside the scope of coder in a (m/a/**, docs/a/**)", id="another module"),
        pytest.param(
            "tester", "m/a/x.py", "outside the scope of tester in a (m/a/tests/**, docs/a/tests/**)", id="tester"
        ),
        pytest.param(
            "coder", "shared/api/b/x.json", "outside the scope of coder in a (m/a/**, docs/a/**)", id="other output"
        ),
    ],
)
def test_breach(agent: str, path: str, breach: str | None) -> None:
    scope = MAP.scope(agent, "a")
    assert (scope.breach(path), scope.allows(path)) == (breach, breach is None)


def test_outputs_are_not_written_by_the_coder_itself() -> None:
    assert not MAP.scope("coder", "a").lets_write("shared/api/a/openapi.json")


@pytest.mark.parametrize(
    ("directory", "denied"),
    [("m/a/.venv", True), ("m/a/.venv/lib", True), ("m/a", False), ("m/a/.venvs", False), ("m/a/wild/x", False)],
)
def test_directories_in_which_surely_nothing_may_be_written(directory: str, *, denied: bool) -> None:
    scope = Scope("coder", "a", ("m/a",), ("m/a/**",), deny=("m/a/.venv", "m/a/.venv/**", "m/a/*/x/*.py"))
    assert scope.denies_below(directory) is denied


def test_what_the_map_opens_in_a_module() -> None:
    module = Module(
        "a",
        ("m/a", "docs/a"),
        ("coder",),
        setup=(("sh", "prepare.sh"),),
        checks={"tests": Check(("./check",))},
        control_files=("conftest.py",),
        executables=("bin/*",),
    )
    scope = Structure("shop", {"a": module}, MAP.agents).scope("coder", "a")
    assert [path for path in ("m/a/conftest.py", "docs/a/x/CONFTEST.py", "m/b/conftest.py") if scope.opens(path)] == [
        "m/a/conftest.py",
        "docs/a/x/CONFTEST.py",
    ]
    assert (scope.lets_execute("m/a/bin/run"), scope.lets_execute("m/a/run")) == (True, False)
    assert [scope.runner(f"m/a/{name}") for name in ("check", "PREPARE.sh", "x.sh")] == ["check tests", "setup", None]
    assert (scope.below("docs/a/x.md"), scope.below("shared/api/a/x")) == ("x.md", "shared/api/a/x")


def test_owners_and_neighbours() -> None:
    assert MAP.owner("m/a/tests/t.py") == "tester (a)"
    assert MAP.owner("m/b/x.py") == "coder (b)"
    assert MAP.owner("README.md") is None
    assert MAP.modules_of("coder") == ("a", "b")
    assert (MAP.dependents("b"), MAP.dependents("a")) == (("a",), ())
