from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.manifests import build_name, manifests
from bailiwick.domain.structure import Module

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository

MODULE = Module(
    "pricing", ("modules/pricing",), ("coder",), setup=(("sh", "prepare.sh"), ("pip", "install", "-e", "../catalog"))
)
FILES = {
    "pyproject.toml": "",
    "requirements-dev.txt": "",
    "README.md": "",
    "requirements/base.txt": "",
    "modules/package.json": "",
    "modules/other.txt": "",
    "modules/pricing/pyproject.toml": "",
    "modules/pricing/prepare.sh": "",
    "modules/pricing/price.py": "",
    "modules/pricing/deep/er/requirements.in": "",
    "modules/pricing/requirements/test.txt": "",
    "modules/catalog/pyproject.toml": "",
    "modules/catalog/items.py": "",
    "modules/checkout/pyproject.toml": "",
}
FOUND = [
    "modules/catalog/pyproject.toml",
    "modules/package.json",
    "modules/pricing/deep/er/requirements.in",
    "modules/pricing/prepare.sh",
    "modules/pricing/pyproject.toml",
    "modules/pricing/requirements/test.txt",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements/base.txt",
]


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "shop", FILES)


def name(repo: Repository, module: Module = MODULE, tree: str = "HEAD") -> str:
    return build_name(module, manifests(repo, tree, module))


def test_the_files_that_decide(repo: Repository) -> None:
    assert sorted(manifests(repo, "HEAD", MODULE)) == FOUND


@pytest.mark.parametrize("path", FOUND)
def test_each_of_them_makes_another_build(repo: Repository, path: str) -> None:
    before = name(repo)
    commit(repo.root, {path: "changed\n"})
    assert name(repo) != before


@pytest.mark.parametrize("path", sorted({*FILES} - {*FOUND}))
def test_others_do_not(repo: Repository, path: str) -> None:
    before = name(repo)
    commit(repo.root, {path: "changed\n"})
    assert name(repo) == before


def test_a_manifest_that_is_new_or_gone_counts(repo: Repository) -> None:
    seen = [name(repo)]
    commit(repo.root, {"uv.lock": ""})
    seen.append(name(repo))
    (repo.root / "modules/pricing/pyproject.toml").unlink()
    commit(repo.root, {})
    seen.append(name(repo))
    assert len(set(seen)) == 3


def test_commit_and_tree_are_one_build(repo: Repository) -> None:
    assert name(repo) == name(repo, tree="HEAD^{tree}")


def test_the_commands_and_the_module_count(repo: Repository) -> None:
    others = (replace(MODULE, setup=MODULE.setup[:1]), replace(MODULE, name="price"), replace(MODULE, setup=()))
    assert len({name(repo, other) for other in (MODULE, *others)}) == 4


def test_a_module_at_the_top_and_a_setup_of_all(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "flat", {"lib/a.py": "", "tools/go.mod": "", "Cargo.toml": ""})
    module = Module("lib", ("lib",), ("coder",), setup=(("pip", "install", "-e", ".."),))
    assert sorted(manifests(repo, "HEAD", module)) == ["Cargo.toml", "tools/go.mod"]


def test_a_tree_without_the_module(repo: Repository) -> None:
    module = Module("new", ("modules/new",), ("coder",), setup=(("true",),))
    assert "pyproject.toml" in manifests(repo, "HEAD", module)


def test_a_list_of_any_name_that_setup_installs_counts_and_a_directory_that_it_changes_to_does_not(
    tmp_path: Path,
) -> None:
    repo = make_repository(tmp_path / "r", {"m/deps/list": "", "m/web/package.json": "", "m/web/index.js": ""})
    setup = (("pip", "install", "-r", "deps/list"), ("sh", "-c", "cd web && npm ci"))
    found = manifests(repo, "HEAD", Module("m", ("m",), ("coder",), setup=setup))
    assert sorted(found) == ["m/deps/list", "m/web/package.json"]
