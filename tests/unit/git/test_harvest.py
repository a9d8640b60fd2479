from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.git import workspace
from bailiwick.git.diff import between
from bailiwick.git.harvest import Harvested, harvest

from tests.support.repositories import PRICING, commit, git, head, make_repository, show, write

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository

LONGER_THAN_A_TICK = 0.05

BASE = {
    ".gitignore": "*.pyc\nbuild/\n",
    "README.md": "read me\n",
    "modules/pricing/price.py": "PRICE = 1\n",
    "modules/pricing/tax.py": "TAX = 2\n",
    "modules/pricing/deep/er.py": "DEEP = 3\n",
    "modules/catalog/items.py": "ITEMS = []\n",
}


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    repo = make_repository(tmp_path / "a repo", BASE)
    workspace.create(repo, tmp_path / "w", head(repo))
    return repo


def taken(repo: Repository, scope: Scope = PRICING) -> Harvested:
    above = repo.root.parent
    return harvest(repo, workspace=above / "w", base=head(repo), scope=scope, index_dir=above / "private")


def changes(repo: Repository, scope: Scope = PRICING) -> list[tuple[str, str]]:
    return [(c.status, c.path) for c in between(repo, head(repo), taken(repo, scope).tree)]


def test_an_untouched_workspace_gives_the_tree_of_the_base(repo: Repository) -> None:
    assert taken(repo) == Harvested(git(repo.root, "rev-parse", "HEAD^{tree}"), (), ())


def test_changes_additions_and_deletions_in_scope(repo: Repository, tmp_path: Path) -> None:
    write(
        tmp_path / "w/modules/pricing",
        {"price.py": "PRICE = 9\n", 'new/odd\n"name.py': "x", os.fsdecode(b"\xff.py"): "y"},
    )
    write(tmp_path / "w", {"shared/api/pricing/openapi.json": "{}"})
    (tmp_path / "w/modules/pricing/tax.py").unlink()
    found = taken(repo)
    assert [(c.status, c.path) for c in between(repo, head(repo), found.tree)] == [
        ("A", 'modules/pricing/new/odd\n"name.py'),
        ("M", "modules/pricing/price.py"),
        ("D", "modules/pricing/tax.py"),
        ("A", "modules/pricing/\udcff.py"),
        ("A", "shared/api/pricing/openapi.json"),
    ]
    assert found.changed == tuple(sorted(c.path for c in between(repo, head(repo), found.tree)))
    assert show(repo.root, f"{found.tree}:modules/pricing/price.py") == "PRICE = 9\n"
    git(repo.root, "fsck", "--strict", "--no-dangling", found.tree)


def test_what_lies_outside_the_scope_is_not_taken(repo: Repository, tmp_path: Path) -> None:
    write(
        tmp_path / "w", {"README.md": "x", "modules/catalog/items.py": "x", "modules/catalog/new.py": "x", "top": "x"}
    )
    (tmp_path / "w/.gitignore").unlink()
    assert taken(repo).changed == ()


def test_denied_and_unmatched_paths_are_not_taken(repo: Repository, tmp_path: Path) -> None:
    scope = Scope("a", "pricing", ("modules/pricing",), ("modules/pricing/*.py",), ("modules/pricing/tax.py",))
    write(
        tmp_path / "w/modules/pricing",
        {"price.py": "1", "tax.py": "1", "deep/er.py": "1", "deep/new.py": "1", "n.txt": "1"},
    )
    assert changes(repo, scope) == [("M", "modules/pricing/price.py")]


def test_commits_and_index_of_the_coder_are_ignored(repo: Repository, tmp_path: Path) -> None:
    commit(tmp_path / "w", {"modules/pricing/price.py": "committed\n", "README.md": "committed\n"})
    write(tmp_path / "w", {"modules/pricing/price.py": "and edited\n"})
    found = taken(repo)
    assert found.changed == ("modules/pricing/price.py",)
    assert show(repo.root, f"{found.tree}:modules/pricing/price.py") == "and edited\n"


def test_ignored_new_files_are_left_out_and_ignored_known_ones_taken(repo: Repository, tmp_path: Path) -> None:
    write(repo.root, {"modules/pricing/known.pyc": "1"})
    git(repo.root, "add", "--force", "modules/pricing/known.pyc")
    git(repo.root, "commit", "--quiet", "-m", "known")
    workspace.remove(tmp_path / "w")
    workspace.create(repo, tmp_path / "w", head(repo))
    files = {"known.pyc": "2", "new.pyc": "2", "build/deep/x.py": "2", "fresh/y.pyc": "2", "fresh/z.py": "2"}
    write(tmp_path / "w/modules/pricing", files)
    assert changes(repo) == [("A", "modules/pricing/fresh/z.py"), ("M", "modules/pricing/known.pyc")]


def test_new_ignore_rules_of_the_workspace_count(repo: Repository, tmp_path: Path) -> None:
    write(tmp_path / "w/modules/pricing", {"deep/.gitignore": "*.log\n", "deep/a.log": "x", "b.log": "x"})
    assert changes(repo) == [("A", "modules/pricing/b.log"), ("A", "modules/pricing/deep/.gitignore")]


def test_the_executable_bit_is_taken(repo: Repository, tmp_path: Path) -> None:
    (tmp_path / "w/modules/pricing/tax.py").chmod(0o755)
    (change,) = between(repo, head(repo), taken(repo).tree)
    assert (change.path, change.old_mode, change.new_mode) == ("modules/pricing/tax.py", "100644", "100755")


def test_bytes_are_taken_as_they_are(repo: Repository, tmp_path: Path) -> None:
    git(repo.root, "config", "core.autocrlf", "input")
    write(tmp_path / "w", {"modules/pricing/price.py": b"a\r\nb\0\xff\r\n"})
    assert repo.git("cat-file", "blob", f"{taken(repo).tree}:modules/pricing/price.py") == b"a\r\nb\0\xff\r\n"


def test_what_is_not_a_regular_file_is_named_and_the_base_stays(repo: Repository, tmp_path: Path) -> None:
    place = tmp_path / "w/modules/pricing"
    (place / "price.py").unlink()
    (place / "price.py").symlink_to(repo.root / "README.md")
    (place / "tax.py").unlink()
    os.link(tmp_path / "w/README.md", place / "tax.py")
    os.mkfifo(place / "pipe")
    (place / "dangling").symlink_to("nowhere")
    git(tmp_path, "init", "--quiet", str(place / "nested"))
    write(place, {"nested/kept.py": "x", ".git": "gitdir: elsewhere"})
    found = taken(repo)
    assert found.skipped == (
        ("modules/pricing/.git", "nested repository"),
        ("modules/pricing/dangling", "symbolic link"),
        ("modules/pricing/pipe", "not a regular file"),
        ("modules/pricing/price.py", "symbolic link"),
        ("modules/pricing/tax.py", "hard link to another file"),
        ("modules/pricing/nested/.git", "nested repository"),
    )
    assert found.changed == ("modules/pricing/nested/kept.py",)


@pytest.mark.parametrize("swapped", ["modules/pricing/deep", "modules/pricing", "modules"])
def test_a_directory_swapped_for_a_link_leads_nowhere(repo: Repository, tmp_path: Path, swapped: str) -> None:
    write(tmp_path, {"secret/er.py": "SECRET\n", "secret/price.py": "SECRET\n", "secret/pricing/price.py": "SECRET\n"})
    (tmp_path / "w" / swapped).rename(tmp_path / "aside")
    (tmp_path / "w" / swapped).symlink_to(tmp_path / "secret")
    found = taken(repo)
    assert found.skipped == ((swapped, "symbolic link"),)
    assert found.changed == ()


def test_file_and_directory_can_change_places(repo: Repository, tmp_path: Path) -> None:
    place = tmp_path / "w/modules/pricing"
    (place / "deep/er.py").unlink()
    (place / "deep").rmdir()
    (place / "tax.py").unlink()
    write(place, {"deep": "a file now\n", "tax.py/inner.py": "x\n"})
    assert changes(repo) == [
        ("A", "modules/pricing/deep"),
        ("D", "modules/pricing/deep/er.py"),
        ("D", "modules/pricing/tax.py"),
        ("A", "modules/pricing/tax.py/inner.py"),
    ]


def test_what_is_nested_too_deep_is_named_and_the_rest_taken(repo: Repository, tmp_path: Path) -> None:
    nest = "import os\nfor _ in range(1500):\n    os.mkdir('b')\n    os.chdir('b')\nopen('file', 'w')\n"
    place = tmp_path / "w/modules/pricing/nest"
    write(place, {"x": "x"})
    subprocess.run([sys.executable, "-c", nest], cwd=place, check=True)
    found = taken(repo)
    assert found.changed == ("modules/pricing/nest/x",)
    assert [skipped.why for skipped in found.skipped] == ["nested too deep"]
    workspace.remove(tmp_path / "w")  # pytest cannot


def test_links_and_submodules_of_the_base_stay(tmp_path: Path) -> None:
    inner = make_repository(tmp_path / "inner")
    repo = make_repository(tmp_path / "r", BASE)
    (repo.root / "modules/pricing/alias.py").symlink_to("price.py")
    git(repo.root, "submodule", "--quiet", "add", str(inner.root), "modules/pricing/lib")
    commit(repo.root, {})
    workspace.create(repo, tmp_path / "w", head(repo))
    write(tmp_path / "w", {"modules/pricing/price.py": "changed\n"})
    assert (taken(repo).changed, taken(repo).skipped) == (("modules/pricing/price.py",), ())


def test_a_module_directory_that_is_gone_is_a_deletion_of_its_files(repo: Repository, tmp_path: Path) -> None:
    workspace.remove(tmp_path / "w/modules/pricing")
    assert [status for status, _ in changes(repo)] == ["D", "D", "D"]


def test_several_harvests_of_one_workspace_see_each_edit(repo: Repository, tmp_path: Path) -> None:
    file = tmp_path / "w/modules/pricing/price.py"
    for i in range(20):  # same size each time, as fast as the clock ticks
        file.write_text(f"PRICE = {i:04}\n")
        assert show(repo.root, f"{taken(repo).tree}:modules/pricing/price.py") == f"PRICE = {i:04}\n"
    file.write_text(BASE["modules/pricing/price.py"])
    assert taken(repo).changed == ()


def test_an_edit_that_sets_the_old_time_back_is_seen(repo: Repository, tmp_path: Path) -> None:
    file = tmp_path / "w/modules/pricing/price.py"
    os.utime(file, ns=(1, 1))
    time.sleep(LONGER_THAN_A_TICK)
    taken(repo)
    file.write_text("PRICE = 7\n")
    os.utime(file, ns=(1, 1))
    assert taken(repo).changed == ("modules/pricing/price.py",)


def test_files_known_to_be_unchanged_are_not_read_again(repo: Repository, tmp_path: Path) -> None:
    path = "modules/pricing/price.py"
    write(tmp_path / "w", {path: "not looked at\n"})
    seen = (tmp_path / "w" / path).lstat()
    facts = [seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino, seen.st_mode]
    record = {path: [git(repo.root, "rev-parse", f"HEAD:{path}"), *facts]}
    write(tmp_path, {"private/stat.json": json.dumps(record)})
    assert taken(repo).changed == ()


def test_a_damaged_record_is_no_more_than_a_slow_start(repo: Repository, tmp_path: Path) -> None:
    write(tmp_path, {"private/stat.json": "{", "w/modules/pricing/price.py": "PRICE = 5\n"})
    assert taken(repo).changed == ("modules/pricing/price.py",)


def test_hooks_and_programs_set_in_the_workspace_do_not_run(repo: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    write(tmp_path, {"spy": f"#!/bin/sh\ntouch '{trap}'\n", "w/.gitattributes": "* filter=spy\n"})
    (tmp_path / "spy").chmod(0o755)
    for name in ("core.fsmonitor", "core.hooksPath", "filter.spy.clean", "core.pager"):
        git(tmp_path / "w", "config", name, str(tmp_path / "spy"))
    write(tmp_path / "w", {"modules/pricing/price.py": "x\n", "modules/pricing/new.py": "x\n"})
    assert taken(repo).changed == ("modules/pricing/new.py", "modules/pricing/price.py")
    assert not trap.exists()


def test_what_cannot_be_read_is_named(repo: Repository, tmp_path: Path) -> None:
    (tmp_path / "w/modules/pricing/price.py").chmod(0)
    if os.access(tmp_path / "w/modules/pricing/price.py", os.R_OK):
        pytest.skip("this user reads everything")
    (tmp_path / "w/modules/pricing/deep").chmod(0)
    found = taken(repo)
    (tmp_path / "w/modules/pricing/deep").chmod(0o755)
    assert found.skipped == (
        ("modules/pricing/price.py", "unreadable: Permission denied"),
        ("modules/pricing/deep", "unreadable directory"),
    )
    assert found.changed == ()
