"""The same change has the same name, wherever the branch stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git.repository import Repository
from bailiwick.git.work import work_id

from tests.support.repositories import git, write

if TYPE_CHECKING:
    from pathlib import Path

WORK = "modules/pricing/work.py"


def test_what_else_the_branch_holds_has_no_part_in_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")

    def commit(files: dict[str, str]) -> str:
        write(tmp_path, files)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "x")
        return git(tmp_path, "rev-parse", "HEAD")

    base = commit({WORK: "one\n", "README.md": "a\n"})
    done = commit({WORK: "one\ntwo\n"})
    git(tmp_path, "checkout", "--quiet", base)
    moved = commit({"README.md": "b\n", "modules/pricing/beside.py": "x\n"})
    on_top = commit({WORK: "one\ntwo\n"})
    mixed_base = commit({WORK: "zero\none\n"})
    mixed = commit({WORK: "zero\none\ntwo\n"})
    (tmp_path / WORK).chmod(0o755)
    executable = commit({})
    repo = Repository.open(tmp_path)

    name = work_id(repo, base, done)

    assert work_id(repo, moved, on_top) == name
    assert work_id(repo, mixed_base, mixed) != name
    assert work_id(repo, base, base) != name
    assert work_id(repo, mixed_base, mixed) != work_id(repo, mixed_base, executable)
