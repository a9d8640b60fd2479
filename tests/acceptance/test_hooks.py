"""Real commits of persons and agents, judged by the hooks that pre-commit and prek install."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.hooked import BY_ONE_TOOL, STRUCTURE, SUBJECT, TOOLS, Worktree, accepted, dump, hooked, refused

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDE = "outside the scope of pricing_coder in pricing (modules/pricing/**)"
ASK_OWNER = "owner: catalog_coder (catalog); next: request a change from the owner"


@pytest.fixture(params=TOOLS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Worktree:
    """A repository with installed hooks, in a directory with a space."""
    return hooked(request.param, tmp_path_factory, tmp_path / "corner shop")


# Whose commit it is


def test_person_commits_anywhere(shop: Worktree) -> None:
    shop.stage("modules/catalog/new.py")
    shop.stage("modules/pricing/new.py")
    accepted(shop, "-m", "any subject a person likes.")


def test_agent_commits_inside_its_scope(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/pricing/new.py")
    shop.stage("shared/api/pricing/openapi.json", "{}\n")
    accepted(shop)


def test_agent_is_refused_outside_its_scope_with_rule_owner_and_next_step(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/catalog/new.py")
    said = refused(shop)
    assert f"modules/catalog/new.py: {OUTSIDE}; {ASK_OWNER}" in said
    assert "`invoke act-as --nobody`" in said


def test_environment_names_the_agent(shop: Worktree) -> None:
    shop.stage("modules/catalog/new.py")
    assert OUTSIDE in refused(shop, env={"BAILIWICK_AGENT": "pricing_coder"})


@BY_ONE_TOOL
def test_environment_goes_before_the_worktree(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/catalog/new.py")
    accepted(shop, "-m", "feat(catalog): add one", env={"BAILIWICK_AGENT": "catalog_coder"})


@BY_ONE_TOOL
def test_unknown_agent_is_refused_with_the_nearest_name(shop: Worktree) -> None:
    shop.stage("modules/pricing/new.py")
    said = refused(shop, env={"BAILIWICK_AGENT": "pricing_codr"})
    assert 'made for the agent "pricing_codr", which the map does not have: did you mean "pricing_coder"?' in said


@BY_ONE_TOOL
def test_claimed_worktree_is_judged_alone(shop: Worktree) -> None:
    linked = Worktree(shop.root.parent / "linked")
    shop.must("worktree", "add", "-q", str(linked.root))
    linked.act_as("pricing_coder", module="pricing", task="2")
    for tree in (shop, linked):
        tree.stage("modules/catalog/new.py")
    said = refused(linked)
    assert OUTSIDE in said
    assert "`invoke release`" in said
    accepted(shop)


@BY_ONE_TOOL
def test_agent_cannot_widen_its_scope_in_the_commit_it_is_judged_in(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    wider = STRUCTURE["modules"]["pricing"] | {"path": ["modules/pricing", "modules/catalog", "shared"]}
    shop.stage("shared/project_structure.json", dump(STRUCTURE | {"modules": {"pricing": wider}}))
    shop.stage("modules/catalog/new.py")
    said = refused(shop)
    assert f"modules/catalog/new.py: {OUTSIDE}" in said
    assert f"shared/project_structure.json: {OUTSIDE}; owner: no agent" in said


@BY_ONE_TOOL
def test_agent_without_a_committed_map_is_refused(shop: Worktree) -> None:
    shop.must("rm", "-q", "--cached", "shared/project_structure.json")
    shop.must("commit", "--no-verify", "-qm", "no map")
    shop.act_as("pricing_coder")
    shop.stage("shared/project_structure.json", dump(STRUCTURE))
    expected = (
        "no shared/project_structure.json is committed, so nothing says what an agent may change: commit it as a person"
    )
    assert expected in refused(shop)


def test_first_commit_is_judged_by_the_staged_map(shop: Worktree) -> None:
    shop.must("checkout", "-q", "--orphan", "fresh")
    shop.act_as("pricing_coder")
    said = refused(shop)
    assert f"modules/catalog/catalog.py: {OUTSIDE}" in said
    assert "modules/pricing/pricing.py:" not in said


def test_first_commit_of_a_person(shop: Worktree) -> None:
    shop.must("checkout", "-q", "--orphan", "fresh")
    accepted(shop)


# What a change is


def delete(tree: Worktree) -> None:
    tree.must("rm", "-q", "modules/catalog/README.md")


def rename(tree: Worktree) -> None:
    tree.must("mv", "modules/catalog/README.md", "modules/pricing/NOTES.md")


def modify(tree: Worktree) -> None:
    tree.stage("modules/catalog/README.md", "# changed\n")


def make_executable(tree: Worktree) -> None:
    tree.must("update-index", "--chmod=+x", "modules/catalog/README.md")


def replace_by_link(tree: Worktree) -> None:
    (tree.root / "modules/catalog/README.md").unlink()
    (tree.root / "modules/catalog/README.md").symlink_to("catalog.py")
    tree.must("add", "modules/catalog/README.md")


@pytest.mark.parametrize("change", [delete, rename, modify, make_executable, replace_by_link])
@BY_ONE_TOOL
def test_every_kind_of_change_outside_is_refused(shop: Worktree, change: Callable[[Worktree], None]) -> None:
    shop.act_as("pricing_coder")
    change(shop)
    assert f"modules/catalog/README.md: {OUTSIDE}; {ASK_OWNER}" in refused(shop)


def link_out(tree: Worktree) -> str:
    (tree.root / "modules/pricing/link.py").symlink_to("../catalog/catalog.py")
    tree.must("add", "modules/pricing/link.py")
    return "modules/pricing/link.py: a symbolic link or submodule"


def add_submodule(tree: Worktree) -> str:
    nested = Worktree(tree.root / "modules/pricing/nested")
    nested.root.mkdir()
    nested.must("init", "-q")
    nested.must("-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "nested")
    tree.must("add", "modules/pricing/nested")
    return "modules/pricing/nested: a symbolic link or submodule"


def add_executable(tree: Worktree) -> str:
    script = tree.write("modules/pricing/run.sh", "true\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    tree.must("add", "modules/pricing/run.sh")
    return "modules/pricing/run.sh: made executable"


def add_control_file(tree: Worktree) -> str:
    tree.stage("modules/pricing/conftest.py")
    return "modules/pricing/conftest.py: a control file"


def add_settings_of_tests(tree: Worktree) -> str:
    tree.stage("modules/pricing/pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p evil'\n")
    return "modules/pricing/pyproject.toml: changes tool.pytest of pyproject.toml, a control file"


def add_newline_name(tree: Worktree) -> str:
    tree.stage("modules/pricing/a\nb.py")
    return "modules/pricing/a\\nb.py: a name that not every system can hold"


def add_denied(tree: Worktree) -> str:
    tree.stage("modules/pricing/secret/key.txt")
    return "modules/pricing/secret/key.txt: denied by modules/pricing/secret/**"


ODD = [link_out, add_submodule, add_executable, add_control_file, add_settings_of_tests, add_newline_name, add_denied]


@pytest.mark.parametrize("change", ODD)
@BY_ONE_TOOL
def test_inside_its_scope_an_agent_is_refused_what_no_agent_may(
    shop: Worktree, change: Callable[[Worktree], str]
) -> None:
    shop.act_as("pricing_coder")
    expected = change(shop)
    assert expected in refused(shop)


def test_name_that_is_no_text_is_refused(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    Path(os.fsdecode(os.fsencode(shop.root) + b"/modules/pricing/caf\xe9.py")).write_text("x = 1\n")
    shop.must("add", "-A", "modules/pricing")
    assert shop.git("commit", "-m", SUBJECT).returncode != 0  # pre-commit itself ends with a traceback


@pytest.mark.parametrize("name", ["-rf", "a b.py", "ü.py", "$(touch x).py", "'q'.py"])
@BY_ONE_TOOL
def test_names_that_are_odd_and_portable_pass(shop: Worktree, name: str) -> None:
    shop.act_as("pricing_coder")
    shop.stage(f"modules/pricing/{name}")
    accepted(shop)


def test_only_what_is_staged_counts(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/pricing/new.py")
    shop.write("modules/catalog/catalog.py", "x = 2\n")
    shop.write("shared/task_list.json", "not even JSON")
    accepted(shop)
    assert (shop.root / "shared/task_list.json").read_text() == "not even JSON"


def test_commit_of_one_path_is_judged_by_that_path(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/catalog/catalog.py", "x = 2\n")
    shop.stage("modules/pricing/pricing.py", "x = 2\n")
    accepted(shop, "-m", SUBJECT, "--", "modules/pricing/pricing.py")
    assert OUTSIDE in refused(shop)


def test_commit_from_a_subdirectory(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/catalog/catalog.py", "x = 2\n")
    assert OUTSIDE in refused(Worktree(shop.root / "modules/pricing"))


def test_commit_all_is_judged(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.write("modules/catalog/catalog.py", "x = 2\n")
    assert OUTSIDE in refused(shop, "-a", "-m", SUBJECT)


@BY_ONE_TOOL
def test_agent_may_not_commit_the_task_list(shop: Worktree) -> None:
    shop.act_as("catalog_coder")
    shop.stage_task(1, title="Easier")
    assert "shared/task_list.json: outside the scope of catalog_coder in catalog" in refused(shop)


# The message


def test_subject_of_an_agent_has_its_form(shop: Worktree) -> None:
    shop.act_as("pricing_coder")
    shop.stage("modules/pricing/new.py")
    said = refused(shop, "-m", "added stuff")
    assert 'a commit of pricing_coder: the subject "added stuff" does not match ' in said
    assert "git commit --edit --file=" in said


@BY_ONE_TOOL
def test_banned_word_is_refused_to_everyone(shop: Worktree) -> None:
    shop.stage("modules/pricing/new.py")
    said = refused(shop, "-m", "Discounts", "-m", "Still WIP.")
    assert (
        'the word "wip" is banned from commit messages by shared/project_structure.json (commit.banned_words)' in said
    )


def test_revert_and_fixup_of_a_person_pass(shop: Worktree) -> None:
    shop.stage("modules/pricing/new.py")
    accepted(shop, "-m", "add")
    shop.must("revert", "--no-edit", "HEAD")
    shop.stage("modules/pricing/new.py", "x = 3\n")
    accepted(shop, "--fixup=HEAD")
