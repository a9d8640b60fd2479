from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git.fingerprint import fingerprint

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = ("shared", "modules/catalog")


def test_only_what_is_left_out_may_change(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "shop")
    before = fingerprint(repo, "HEAD", OTHERS)

    commit(repo.root, {"modules/catalog/new.py": "x", "shared/task_list.json": "{}"})

    assert fingerprint(repo, "HEAD", OTHERS) == before


def test_all_else_counts(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "shop")
    seen = [fingerprint(repo, "HEAD", OTHERS)]

    for path in ("modules/pricing/pricing/price.py", "modules/conftest.py", "pyproject.toml", "modules/catalogue/a.py"):
        commit(repo.root, {path: "new"})
        seen.append(fingerprint(repo, "HEAD", OTHERS))

    assert len(set(seen)) == len(seen)


def test_a_commit_and_its_tree_are_the_same_content(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "shop")

    assert fingerprint(repo, "HEAD", OTHERS) == fingerprint(repo, "HEAD^{tree}", OTHERS)
