"""Setups, really run in a sandbox on real trees."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks import setup
from bailiwick.checks.setup import Provided
from bailiwick.checks.verdict import NO_SANDBOX
from bailiwick.domain.structure import CommandLimits

from tests.support.builds import COUNT, HOME, SECRETS, Workshop, changed, make_workshop, reason
from tests.support.confined import wait_for
from tests.support.repositories import commit

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox

ENGINE = Path(setup.__file__).parents[2]
DEEP = """\
python3 -c 'import os
for _ in range(1500): os.mkdir("below"); os.chdir("below")
open("file", "w")'
"""


def test_it_is_made_once_and_given_to_every_tree(tmp_path: Path, sandbox: Sandbox) -> None:
    shop = make_workshop(tmp_path, sandbox)
    assert shop.provide("base") == Provided((f"{HOME}/.venv",))
    work, base = changed(shop, {f"{HOME}/price.py": "PRICE = 2\n"})
    assert shop.provide("work", work, base) == Provided((f"{HOME}/.venv",))
    assert shop.built("base") == shop.built("work") == "one\n"
    assert shop.count() == 1


def test_paths_in_it_lead_to_the_tree_it_lies_in(shop: Workshop) -> None:
    for name in ("one", "other"):
        assert shop.provide(name).broken is None
        assert shop.built(name, ".venv/lib/pricing.pth") == f"{shop.tree(name)}/{HOME}\n"


def test_writing_in_one_tree_changes_no_other(shop: Workshop) -> None:
    shop.provide("one")
    (shop.tree("one") / HOME / ".venv/lib/made_of").write_text("poison\n")
    shop.provide("other")
    assert shop.built("other") == "one\n"


def test_another_dependency_on_the_branch_is_another_build(shop: Workshop) -> None:
    shop.provide("one")
    commit(shop.repo.root, {f"{HOME}/requirements.txt": "two\n"})
    shop.provide("other")
    assert shop.built("other") == "two\n"
    assert (shop.count(), len(shop.kept())) == (2, 2)


def test_two_at_once_make_it_once(shop: Workshop) -> None:
    trees = [shop.checkout("one"), shop.checkout("other")]
    ready, base, told = threading.Barrier(2), shop.base, []

    def provide(tree: Path) -> None:
        ready.wait(30)
        told.append(shop.builder.provide(shop.module, tree, tree=base, base=base))

    threads = [threading.Thread(target=provide, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == [Provided((f"{HOME}/.venv",))] * 2
    assert shop.built("one") == shop.built("other") == "one\n"
    assert shop.count() == 1


def test_only_new_things_of_the_module_are_kept(shop: Workshop) -> None:
    shop = shop.setting_up("touch gen.py ../catalog/planted ../../planted; echo changed > price.py")
    assert shop.provide("tree").paths == (f"{HOME}/gen.py",)
    assert not (shop.tree("tree") / "modules/catalog/planted").exists()
    assert not (shop.tree("tree") / "planted").exists()
    assert shop.built("tree", "price.py") == "PRICE = 1\n"


def test_a_module_without_setup(shop: Workshop) -> None:
    shop = shop.setting_up()
    assert shop.provide("tree") == Provided()
    assert not (shop.state / "built").exists()


def test_a_tree_without_the_module(shop: Workshop) -> None:
    empty = commit(shop.repo.root, {"README.md": ""})
    subprocess.run(["git", "rm", "-rq", HOME], cwd=shop.repo.root, check=True)
    gone = commit(shop.repo.root, {})
    assert shop.provide("tree", gone, empty) == Provided()


def test_without_a_sandbox_nothing_is_run(shop: Workshop) -> None:
    builder = replace(shop.builder, sandbox=None)
    provided = builder.provide(shop.module, shop.checkout("tree"), tree=shop.base, base=shop.base)
    assert reason(provided) == NO_SANDBOX
    assert not (shop.state / "built").exists()


REMEDY = "mend `setup` in shared/project_structure.json, or what it reads"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo no wheel for one; exit 4", f"exit status 4: no wheel for one; {REMEDY}"),
        ("kill -9 $$", "killed by SIGKILL, perhaps for want of memory; give it more and run it again"),
    ],
    ids=["fails", "is killed"],
)
def test_a_setup_that_fails(shop: Workshop, script: str, told: str) -> None:
    shop = shop.setting_up(script, "touch never")
    assert reason(shop.provide("tree")) == f"setup of pricing: `sh -c '{script}'`: {told}"
    assert shop.kept() == []
    assert not (shop.tree("tree") / HOME / "never").exists()


def test_a_program_that_is_missing(shop: Workshop) -> None:
    shop = replace(shop, module=replace(shop.module, setup=(("no-such-tool", "install"),)))
    told = "no-such-tool is not there or may not be executed; install it, or mend"
    assert reason(shop.provide("tree")).startswith(f"setup of pricing: `no-such-tool install`: {told} `setup` in ")


def test_a_program_that_an_earlier_command_has_made(shop: Workshop) -> None:
    make = ("sh", "-c", "mkdir .venv; printf '#!/bin/sh\\ntouch .venv/ran\\n' > .venv/tool; chmod +x .venv/tool")
    shop = replace(shop, module=replace(shop.module, setup=(make, (".venv/tool",))))
    assert shop.provide("tree").broken is None
    assert shop.built("tree", ".venv/ran") == ""


def test_a_setup_that_takes_too_long(shop: Workshop) -> None:
    shop = replace(
        shop.setting_up("sleep 600"), module=replace(shop.setting_up("sleep 600").module, limits=CommandLimits(0.5))
    )
    assert "not done after 0.5 s" in reason(shop.provide("tree"))


def test_after_a_failure_it_is_tried_again(shop: Workshop) -> None:
    shop = shop.setting_up(f'{COUNT}; test "$(wc -l < "$XDG_CACHE_HOME/count")" -gt 1 && touch gen.py')
    assert "exit status 1" in reason(shop.provide("one"))
    assert shop.provide("other") == Provided((f"{HOME}/gen.py",))


def test_what_a_failed_setup_printed_holds_no_secret(shop: Workshop) -> None:
    shop = replace(shop.setting_up('echo "401 for $PIP_INDEX_URL with $NPM_TOKEN"; exit 1'), environ=SECRETS)
    assert "401 for https://[removed]@index.invalid/simple with [removed]; mend" in reason(shop.provide("tree"))


def test_no_settings_at_all_may_be_asked_for(shop: Workshop) -> None:
    """Of a device that is shown once more, bubblewrap would make a file that nobody can write."""
    shop = replace(shop.setting_up("echo said > /dev/null && touch gen.py"), environ={"PIP_CONFIG_FILE": os.devnull})
    assert shop.provide("tree") == Provided((f"{HOME}/gen.py",))


def test_a_copy_of_the_code_is_refused(shop: Workshop) -> None:
    facts = '{"url": "file://$PWD", "dir_info": {}}'
    place = ".venv/lib/pricing-1.dist-info"
    shop = shop.setting_up(f"mkdir -p {place}; cat > {place}/direct_url.json <<END\n{facts}\nEND")
    assert reason(shop.provide("tree")) == (
        f"the setup of pricing installs a copy of {HOME}, so the checks would run the branch's code instead of the"
        " work; install it editable (`-e`)"
    )


def test_more_than_the_disk_may_hold(shop: Workshop) -> None:
    shop = shop.setting_up("mkdir .venv; truncate -s 3M .venv/hollow; ln .venv/hollow .venv/again")
    shop = replace(shop, module=replace(shop.module, limits=CommandLimits(disk_mb=5)))
    assert reason(shop.provide("tree")) == (
        "the setup of pricing has built 6 MB, `limits.disk_mb` allows 5 MB; make it smaller, or raise `limits` in"
        " the map"
    )
    assert not (shop.tree("tree") / HOME / ".venv").exists()


def test_directories_without_end(shop: Workshop) -> None:
    shop = shop.setting_up(DEEP)
    work, base = changed(shop, {f"{HOME}/requirements.txt": "two\n"})
    assert "cannot be kept or copied" in reason(shop.provide("branch", base))
    assert "cannot be kept or copied" in reason(shop.provide("work", work, base))
    assert sorted(path.name for path in (shop.state / "checks").iterdir()) == ["branch", "work"]
    assert shop.kept() == []


def test_a_stop_ends_a_setup(shop: Workshop) -> None:
    shop = shop.setting_up('touch "$XDG_CACHE_HOME/reached"; sleep 600')
    stop, told = threading.Event(), []
    builder, tree, base = replace(shop.builder, stop=stop), shop.checkout("tree"), shop.base
    thread = threading.Thread(target=lambda: told.append(builder.provide(shop.module, tree, tree=base, base=base)))
    thread.start()
    wait_for(shop.state / "cache/reached")
    stop.set()
    thread.join(60)
    assert reason(told[0]).endswith("stopped before it ended; run it again")
    assert shop.kept() == []


def test_the_paths_are_told_before_anything_is_there(shop: Workshop) -> None:
    tree, told = shop.checkout("tree"), []

    def hear(paths: tuple[str, ...]) -> None:
        told.append((paths, (tree / HOME / ".venv").exists()))

    shop.builder.provide(shop.module, tree, tree=shop.base, base=shop.base, before_copy=hear)
    assert told == [((f"{HOME}/.venv",), False)]


KILLED = """\
import sys
from pathlib import Path
from bailiwick.checks.setup import Builder
from bailiwick.domain.structure import Module
from bailiwick.git.repository import Repository
from bailiwick.sandbox.probe import probe
root, state, tree, base, home, script = sys.argv[1:]
sandbox = probe(place=Path(state)).sandbox
builder = Builder(Repository.open(Path(root)), sandbox, Path(state, "built"), Path(state, "cache"))
module = Module("pricing", (home,), ("coder",), setup=(("sh", "-c", script),))
builder.provide(module, Path(tree), tree=base, base=base)
"""


def test_an_engine_killed_while_it_builds(shop: Workshop) -> None:
    wait = f'{COUNT}; touch half "$XDG_CACHE_HOME/reached"; until [ -e "$XDG_CACHE_HOME/open" ]; do sleep 0.02; done'
    shop = shop.setting_up(f"{wait}; touch whole")
    (script,) = (command[2] for command in shop.module.setup)
    words = (shop.repo.root, shop.state, shop.checkout("killed"), shop.base, HOME, script)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *map(str, words)], env={**os.environ, "PYTHONPATH": str(ENGINE)}
    )
    wait_for(shop.state / "cache/reached")
    process.kill()
    process.wait()
    (shop.state / "cache/open").touch()
    assert shop.provide("next") == Provided((f"{HOME}/half", f"{HOME}/whole"))
    assert (shop.count(), len(shop.kept())) == (2, 1)
