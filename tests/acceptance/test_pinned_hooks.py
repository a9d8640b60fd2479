"""A branch that brings its own judge is judged all the same: installed hooks run what the main checkout holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.hooked import PROJECT, SUBJECT, TOOLS, Worktree, accepted, create, install, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OUTSIDE = "outside the scope of pricing_coder in pricing (modules/pricing/**)"
HARMLESS = """\
repos:
  - repo: local
    hooks: [{id: nothing, name: nothing, entry: "true", language: system, always_run: true}]
"""


def pin(tree: Worktree) -> subprocess.CompletedProcess[str]:
    """Run what `make install` runs last."""
    command = [sys.executable, "-I", str(PROJECT / "scripts/install_hooks.py")]
    done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def claimed(main: Worktree) -> Worktree:
    """A worktree with a branch of its own, bound as `invoke claim` binds it."""
    linked = Worktree(main.root.parent / "claimed")
    main.must("worktree", "add", "-q", "-b", "work", str(linked.root))
    linked.act_as("pricing_coder", module="pricing", task="2")
    return linked


@pytest.fixture(params=TOOLS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Worktree:
    """A main checkout in a directory with a space; hooks as the tool alone installs them."""
    tree = create(tmp_path / "corner shop")
    install(tree, request.param)
    return tree


def config(tree: Worktree) -> str:
    tree.write(".pre-commit-config.yaml", HARMLESS)
    return ".pre-commit-config.yaml"


def hook_script(tree: Worktree) -> str:
    tree.write("scripts/hook.sh", "exit 0\n")
    return "scripts/hook.sh"


def entry_point(tree: Worktree) -> str:
    tree.write("scripts/check_scope.py", "raise SystemExit(0)\n")
    return "scripts/check_scope.py"


def engine(tree: Worktree) -> str:
    gate = tree.root / "scripts/bailiwick/git/gate.py"
    gate.write_text(gate.read_text().replace("return found\n", "return []\n"))
    return "scripts/bailiwick/git/gate.py"


def pre_commit_itself(tree: Worktree) -> str:
    tree.write("pre_commit/__init__.py", "")
    tree.write("pre_commit/__main__.py", "raise SystemExit(0)\n")
    return "pre_commit"


def prek_configuration(tree: Worktree) -> str:
    hook = '{id = "nothing", name = "nothing", entry = "true", language = "system"}'
    tree.write("prek.toml", f'[[repos]]\nrepo = "local"\nhooks = [{hook}]\n')
    return "prek.toml"


def orphan_configuration(tree: Worktree) -> str:
    tree.write("modules/catalog/.pre-commit-config.yaml", f"orphan: true\n{HARMLESS}")
    return "modules/catalog/.pre-commit-config.yaml"


JUDGES = [config, hook_script, entry_point, engine, pre_commit_itself, prek_configuration, orphan_configuration]
# What a branch can replace where a tool alone has installed the hooks. Both put unstaged changes of tracked files away
# before they run; prek is no Python program and alone reads prek.toml; an orphan takes only its own files away from the
# hooks, and ours are given none.
LETS_THROUGH = {
    ("pre-commit", True): {config, hook_script, entry_point, engine, pre_commit_itself},
    ("pre-commit", False): {pre_commit_itself},
    ("prek", True): {config, hook_script, entry_point, engine, prek_configuration},
    ("prek", False): {prek_configuration},
}


@pytest.mark.parametrize("staged", [True, False], ids=["staged", "unstaged"])
@pytest.mark.parametrize("replace", JUDGES)
def test_a_branch_that_replaces_its_judge_is_refused(
    shop: Worktree, replace: Callable[[Worktree], str], staged: bool, request: pytest.FixtureRequest
) -> None:
    tool = request.node.callspec.params["shop"]
    linked = claimed(shop)
    linked.stage("modules/catalog/new.py")
    path = replace(linked)
    if staged:
        linked.must("add", "--", path)

    pin(shop)
    assert f"modules/catalog/new.py: {OUTSIDE}" in refused(linked)

    install_again(shop, tool)
    done = linked.git("commit", "-m", SUBJECT)
    # Without the pin the same commit passes, which shows that the pin refuses it.
    assert (done.returncode == 0) == (replace in LETS_THROUGH[tool, staged]), done.stdout


def install_again(tree: Worktree, tool: str) -> None:
    """Take the pin out."""
    shutil.rmtree(tree.root / ".git/hooks")
    install(tree, tool)


def test_a_commit_in_scope_passes_and_a_person_is_free(shop: Worktree) -> None:
    linked = claimed(shop)
    pin(shop)
    linked.stage("modules/pricing/new.py")
    accepted(linked)
    shop.stage("modules/catalog/new.py")
    accepted(shop)


def test_the_message_of_an_agent_is_judged_in_its_worktree(shop: Worktree) -> None:
    linked = claimed(shop)
    hook_script(linked)
    pin(shop)
    linked.stage("modules/pricing/new.py")
    assert 'the subject "added stuff" does not match' in refused(linked, "-m", "added stuff")


def test_a_persons_edit_of_the_configuration_counts_at_once(shop: Worktree) -> None:
    linked = claimed(shop)
    pin(shop)
    shop.stage(".pre-commit-config.yaml", HARMLESS.replace('"true"', '"false"'))
    linked.stage("modules/pricing/new.py")
    assert "nothing" in refused(linked)
    shop.stage(".pre-commit-config.yaml", HARMLESS)
    accepted(linked)


def test_installing_from_a_linked_worktree_pins_to_the_main_checkout(shop: Worktree) -> None:
    linked = claimed(shop)
    config(linked)
    pin(linked)
    linked.stage("modules/catalog/new.py")
    assert OUTSIDE in refused(linked)
    before = (shop.root / ".git/hooks/pre-commit").read_text()
    assert pin(shop).stdout == ""
    assert (shop.root / ".git/hooks/pre-commit").read_text() == before


def test_a_moved_repository_commits_nothing_until_it_is_installed_again(shop: Worktree) -> None:
    pin(shop)
    moved = Worktree(shop.root.rename(shop.root.with_name("moved here")))
    moved.act_as("pricing_coder")
    moved.stage("modules/pricing/new.py")
    said = refused(moved)
    assert f"the hooks of this repository are those of {shop.root}, which has no .pre-commit-config.yaml" in said
    assert "Run `make install` in it." in said
    pin(moved)
    accepted(moved)
    moved.stage("modules/catalog/new.py")
    assert OUTSIDE in refused(moved)


def test_a_hook_of_the_persons_own_is_kept(tmp_path: Path) -> None:
    tree = create(tmp_path / "shop")
    own = tree.root / ".git/hooks/pre-commit"
    own.parent.mkdir(exist_ok=True)
    own.write_text("#!/bin/sh\necho the hook of old\n")
    own.chmod(0o755)
    pin(tree)
    tree.stage("modules/pricing/new.py")
    assert "the hook of old" in tree.must("commit", "-m", "x")
