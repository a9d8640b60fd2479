from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.structure import Agent, Check, Module, Structure
from bailiwick.errors import InputError
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.git import worktree_identity
from bailiwick.git.worktree_identity import Identity
from bailiwick.hooks import identity

if TYPE_CHECKING:
    from pathlib import Path

SHOP = Structure(
    project="corner_shop",
    modules={
        "catalog": Module("catalog", ("modules/catalog",), ("coder",)),
        "pricing": Module("pricing", ("modules/pricing", "modules/taxes"), ("coder",)),
    },
    agents={"coder": Agent("coder", deny=("docs/**",)), "reviewer": Agent("reviewer", role="reviewer")},
)
PARAMS = {"feature_name": "quotes", "module_name": "desk"}
AS_YOURSELF = "(to commit as yourself: `invoke act-as --nobody`, and unset BAILIWICK_AGENT)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("coder", Identity("coder")), ("coder@pricing", Identity("coder", "pricing")), ("coder@", Identity("coder"))],
)
def test_environment_names_agent_and_module(value: str, expected: Identity) -> None:
    assert identity.of_commit({"BAILIWICK_AGENT": value}) == expected


def test_file_of_the_worktree_is_read_where_the_environment_is_silent(tmp_path: Path) -> None:
    worktree_identity.write(tmp_path, Identity("coder", "pricing", "7"))
    environ = {"GIT_DIR": str(tmp_path), "BAILIWICK_AGENT": ""}
    assert identity.of_commit(environ) == Identity("coder", "pricing", "7")


def test_otherwise_it_is_a_person(tmp_path: Path) -> None:
    assert identity.of_commit({"GIT_DIR": str(tmp_path)}) is None


@pytest.mark.parametrize(
    ("whose", "message"),
    [
        (
            Identity("codr"),
            (
                'this commit is made for the agent "codr", which the map does not have: '
                f'did you mean "coder"? {AS_YOURSELF}'
            ),
        ),
        (
            Identity("coder", "prices"),
            (
                'this commit is made for coder in the module "prices", which coder does not own: '
                f'did you mean "pricing"? {AS_YOURSELF}'
            ),
        ),
        (
            Identity("coder", "checkout", "7"),
            (
                'this commit is made for coder in the module "checkout", which coder does not own: '
                "one of: catalog, pricing (task 7 is claimed in this worktree; `invoke release` gives it back)"
            ),
        ),
    ],
    ids=["agent", "module", "claimed"],
)
def test_unknown_names_are_refused_with_the_nearest(whose: Identity, message: str) -> None:
    with pytest.raises(InputError) as refused:
        identity.checked(whose, SHOP)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        (None, {"modules/catalog/a.py", "modules/pricing/a.py", "modules/taxes/a.py", "shared/api/catalog/a.json"}),
        ("pricing", {"modules/pricing/a.py", "modules/taxes/a.py"}),
        ("catalog", {"modules/catalog/a.py", "shared/api/catalog/a.json"}),
    ],
)
def test_scope_is_that_of_the_bound_module_or_of_all(module: str | None, allowed: set[str]) -> None:
    paths = {f"modules/{name}/a.py" for name in ("catalog", "pricing", "taxes", "checkout")}
    paths |= {"modules/pricing/docs/a.md", "shared/api/catalog/a.json", "shared/task_list.json"}
    scope = identity.scope(Identity("coder", module), SHOP)
    assert {path for path in paths if scope.allows(path)} == allowed


def test_what_one_module_opens_stays_closed_in_another() -> None:
    modules = {
        "catalog": replace(SHOP.modules["catalog"], control_files=("conftest.py",), executables=("bin/*",)),
        "pricing": replace(SHOP.modules["pricing"], checks={"tests": Check(("sh", "check.sh"))}),
    }
    scope = identity.scope(Identity("coder"), replace(SHOP, modules=modules))
    assert scope.opens("modules/catalog/conftest.py")
    assert not scope.opens("modules/pricing/conftest.py")
    assert scope.lets_execute("modules/catalog/bin/x")
    assert not scope.lets_execute("modules/pricing/bin/x")
    assert scope.runner("modules/pricing/check.sh") == "check tests"
    assert scope.runner("modules/catalog/check.sh") is None


def test_agent_without_a_module_may_change_nothing() -> None:
    scope = identity.scope(Identity("reviewer"), SHOP)
    assert scope.breach("modules/pricing/a.py") == "outside the scope of reviewer in no module ()"


def test_the_parameters_of_the_claimed_task_narrow_its_scope() -> None:
    convention = conventions.named("raw_module", nothing)
    assert convention
    shop = replace(
        SHOP, conventions={"raw_module": convention}, agents={"coder": Agent("coder", convention="raw_module")}
    )
    paths = [f"modules/catalog/src/{name}.py" for name in ("quotes_desk", "quotes_till")]
    bound = identity.scope(Identity("coder", "catalog", "7", PARAMS), shop)
    assert [bound.allows(path) for path in paths] == [True, False]
    assert [identity.scope(Identity("coder", "catalog"), shop).allows(path) for path in paths] == [True, True]
