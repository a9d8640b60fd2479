"""Whose setup gets what: the branch's own, and that of work which changes what dependencies are made of."""

from __future__ import annotations

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Network

from tests.support.builds import HOME, LIBRARY, SECRETS, Workshop, changed, make_workshop, reason
from tests.support.repositories import commit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

SEEN = "mkdir .venv; env > .venv/seen"
REACH = """\
python3 -c 'import socket,sys
try: socket.create_connection(("127.0.0.1", {port}), 5); print("reached")
except OSError: print("cut off")' > reached
"""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        yield server.server_port


def test_credentials_are_given_to_the_setup_of_the_branch(shop: Workshop) -> None:
    shop = replace(shop.setting_up(SEEN), environ=SECRETS)
    shop.provide("tree")
    assert f"PIP_INDEX_URL={SECRETS['PIP_INDEX_URL']}\n" in shop.built("tree", ".venv/seen")
    assert "NPM_TOKEN=npm_secret\n" in shop.built("tree", ".venv/seen")


@pytest.mark.parametrize("network", Network)
def test_work_that_changes_dependencies_is_set_up_apart(tmp_path: Path, sandbox: Sandbox, network: Network) -> None:
    shop = replace(make_workshop(tmp_path, sandbox).setting_up(f"{LIBRARY}; env > .venv/seen"), environ=SECRETS)
    shop = replace(shop, module=replace(shop.module, network=network))
    work, base = changed(shop, {f"{HOME}/requirements.txt": "two\n"})
    assert shop.provide("tree", work, base).paths == (f"{HOME}/.venv",)
    assert shop.built("tree") == "two\n"
    assert "secret" not in shop.built("tree", ".venv/seen")
    assert "PIP_INDEX_URL=https://index.invalid/simple\n" in shop.built("tree", ".venv/seen")
    assert shop.built("tree", ".venv/lib/pricing.pth") == f"{shop.tree('tree')}/{HOME}\n"
    assert (shop.count(), shop.kept()) == (0, [])
    assert [path.name for path in (shop.state / "checks").iterdir()] == ["tree"]


def test_what_such_work_has_built_is_never_given_to_the_branch(shop: Workshop) -> None:
    shop = shop.setting_up(f"{LIBRARY}; sh ./more.sh")
    base = commit(shop.repo.root, {f"{HOME}/more.sh": ""})
    work = commit(shop.repo.root, {f"{HOME}/requirements.txt": "two\n", f"{HOME}/more.sh": "touch .venv/poison\n"})
    shop.provide("work", work, base)
    assert shop.built("work", ".venv/poison") == ""
    landed = commit(shop.repo.root, {f"{HOME}/more.sh": ""})
    shop.provide("landed", landed)
    assert shop.built("landed") == "two\n"
    assert not (shop.tree("landed") / HOME / ".venv/poison").exists()


def test_a_file_that_setup_runs_is_a_dependency(shop: Workshop) -> None:
    """Else whoever may write it would have it run with credentials."""
    shop = replace(shop.setting_up("sh ./more.sh"), environ=SECRETS)
    base = commit(shop.repo.root, {f"{HOME}/more.sh": "touch gen.py\n"})
    work = commit(shop.repo.root, {f"{HOME}/more.sh": "env > gen.py\n"})
    shop.provide("work", work, base)
    assert "secret" not in shop.built("work", "gen.py")


@pytest.mark.parametrize(
    ("network", "of_branch", "heard"),
    [(Network.NONE, True, "reached\n"), (Network.NONE, False, "cut off\n"), (Network.FULL, False, "reached\n")],
    ids=["branch", "work", "work of a module with network"],
)
def test_who_gets_the_network(shop: Workshop, port: int, network: Network, heard: str, *, of_branch: bool) -> None:
    shop = shop.setting_up(REACH.format(port=port))
    shop = replace(shop, module=replace(shop.module, network=network))
    work, base = changed(shop, {f"{HOME}/requirements.txt": "two\n"})
    shop.provide("tree", work, work if of_branch else base)
    assert shop.built("tree", "reached") == heard


def test_a_failure_apart_says_what_to_do(shop: Workshop) -> None:
    shop = shop.setting_up("exit 1")
    work, base = changed(shop, {f"{HOME}/requirements.txt": "two\n", f"{HOME}/uv.lock": ""})
    assert reason(shop.provide("tree", work, base)).endswith(
        f"; the work changes what dependencies are made of ({HOME}/requirements.txt, {HOME}/uv.lock), so it was set up"
        " by itself, without network: set `network: full` for pricing in the map, or let a person land that change of"
        " dependencies first"
    )


def test_a_module_that_the_branch_has_not_got(shop: Workshop) -> None:
    base = shop.base
    work = commit(shop.repo.root, {"modules/new/code.py": ""})
    shop = replace(shop.setting_up("env > seen"), environ=SECRETS)
    shop = replace(shop, module=replace(shop.module, name="new", paths=("modules/new",)))
    assert shop.provide("tree", work, base).paths == ("modules/new/seen",)
    assert "secret" not in (shop.tree("tree") / "modules/new/seen").read_text()
    assert [path for path in (shop.state / "built/new").iterdir() if path.is_dir()] == []


def test_work_does_not_build_what_steers_its_checks(shop: Workshop) -> None:
    shop = shop.setting_up("touch gen.py conftest.py")
    assert shop.provide("base").broken is None
    work, base = changed(shop, {f"{HOME}/requirements.txt": "two\n"})
    told = f"the setup of pricing builds {HOME}/conftest.py, which steers its checks; the work changes "
    assert reason(shop.provide("work", work, base)).startswith(told)
    assert not (shop.tree("work") / HOME / "gen.py").exists()


def test_work_must_not_bring_what_setup_builds(shop: Workshop) -> None:
    work, base = changed(shop, {f"{HOME}/.venv/extra.py": "poison\n"})
    broken = shop.provide("tree", work, base).broken
    assert broken is not None
    assert broken.outcome is Outcome.FAILED
    assert broken.reason == f"{HOME}/.venv is built by the setup of pricing; take it out of the work"
