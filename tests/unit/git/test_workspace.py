from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import RefusedError
from bailiwick.git import workspace
from bailiwick.git.repository import Repository

from tests.support.repositories import PRICING, commit, git, head, make_repository, status, write

if TYPE_CHECKING:
    from pathlib import Path


def files(directory: Path) -> dict[str, bytes]:
    return {
        p.relative_to(directory).as_posix(): p.read_bytes()
        for p in sorted(directory.rglob("*"))
        if p.is_file() and ".git" not in p.relative_to(directory).parts
    }


def test_a_workspace_is_a_repository_of_its_own_at_the_commit(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "a repo")
    start = head(repo)
    commit(repo.root, {"README.md": "later\n"})
    space = tmp_path / "state dir" / "7-1"
    workspace.create(repo, space, start)
    assert git(space, "rev-parse", "HEAD", "--abbrev-ref", "HEAD") == f"{start}\nHEAD"
    assert status(space) == []
    assert git(space, "log", "--format=%s") == "start"
    assert (space / "README.md").read_text() == "read me\n"
    git(space, "fsck", "--strict")


def test_what_a_coder_does_with_git_there_stays_there(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    workspace.create(repo, tmp_path / "w", head(repo))
    before = git(repo.root, "for-each-ref"), (repo.git_dir / "config").read_bytes(), status(repo.root)
    made = commit(tmp_path / "w", {"README.md": "mine\n"})
    git(tmp_path / "w", "branch", "main2")
    git(tmp_path / "w", "config", "core.hooksPath", "/nowhere")
    assert (git(repo.root, "for-each-ref"), (repo.git_dir / "config").read_bytes(), status(repo.root)) == before
    assert repo.try_git("cat-file", "-e", made).status == 1


def test_files_hold_the_stored_bytes_whatever_attributes_and_configuration_say(tmp_path: Path) -> None:
    stored = {".gitattributes": "*.bat eol=crlf\n*.x filter=shout\n", "run.bat": "echo\n", "a.x": "quiet\n"}
    repo = make_repository(tmp_path / "r", stored)
    git(repo.root, "config", "core.autocrlf", "true")
    git(repo.root, "config", "filter.shout.smudge", "tr a-z A-Z")
    workspace.create(repo, tmp_path / "w", head(repo))
    assert files(tmp_path / "w") == {name: text.encode() for name, text in stored.items()}
    assert status(tmp_path / "w") == []


def test_a_sparse_main_checkout_still_gives_whole_workspaces_and_checkouts(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "sparse-checkout", "set", "modules/catalog")
    workspace.create(repo, tmp_path / "w", head(repo))
    workspace.checkout(repo, head(repo), tmp_path / "c")
    assert (tmp_path / "w/modules/pricing/pricing/price.py").exists()
    assert (tmp_path / "c/modules/pricing/pricing/price.py").exists()


def test_a_shallow_repository_gives_a_workspace_with_a_log(tmp_path: Path) -> None:
    origin = make_repository(tmp_path / "origin")
    commit(origin.root, {"README.md": "two\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{origin.root}", "shallow")
    repo = Repository.open(tmp_path / "shallow")
    workspace.create(repo, tmp_path / "w", head(repo))
    assert git(tmp_path / "w", "log", "--format=%s") == "change"


def test_workspaces_of_a_linked_worktree_and_of_a_sha256_repository(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "worktree", "add", "--quiet", "../linked", "-b", "side")
    workspace.create(Repository.open(tmp_path / "linked"), tmp_path / "w", head(repo))
    assert status(tmp_path / "w") == []
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "long")
    start = commit(tmp_path / "long", {"a": "1\n"})
    workspace.create(Repository.open(tmp_path / "long"), tmp_path / "w256", start)
    assert status(tmp_path / "w256") == []


def test_a_repository_whose_path_holds_a_newline_can_be_borrowed_from(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / 'odd\n"path\\')
    workspace.create(repo, tmp_path / "w", head(repo))
    assert git(tmp_path / "w", "log", "--format=%s") == "start"


def test_the_persons_own_ignore_rules_hold_in_the_workspace(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    (repo.git_dir / "info" / "exclude").write_text("*.local\n")
    workspace.create(repo, tmp_path / "w", head(repo))
    write(tmp_path / "w", {"my.local": "x"})
    assert status(tmp_path / "w") == []


def test_no_hook_of_the_person_runs(tmp_path: Path, clean_environment: Path) -> None:
    repo = make_repository(tmp_path / "r")
    hooks = clean_environment / "hooks"
    write(hooks, {"post-checkout": f"#!/bin/sh\ntouch '{tmp_path}/ran'\n"})
    (hooks / "post-checkout").chmod(0o755)
    git(repo.root, "config", "--global", "core.hooksPath", str(hooks))
    workspace.create(repo, tmp_path / "w", head(repo))
    assert not (tmp_path / "ran").exists()


def test_an_existing_directory_and_one_inside_the_repository_are_refused(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    (tmp_path / "there").mkdir()
    with pytest.raises(RefusedError, match="there exists already; remove it first"):
        workspace.create(repo, tmp_path / "there", head(repo))
    with pytest.raises(RefusedError, match="workspaces lie outside the repository"):
        workspace.create(repo, repo.root / "inside", head(repo))


def test_checkout_writes_plain_files_of_exactly_that_tree(tmp_path: Path) -> None:
    repo = make_repository(
        tmp_path / "r",
        {"a": "1\n", "d/run.sh": "#!\n", 'odd\n"name': "x", b"\xff".decode(errors="surrogateescape"): "y"},
    )
    git(repo.root, "update-index", "--chmod=+x", "d/run.sh")
    (repo.root / "link").symlink_to("a")
    tree = git(repo.root, "rev-parse", f"{commit(repo.root, {})}^{{tree}}")
    write(repo.root, {"a": "edited here\n", "untracked": "x"})
    before = (repo.git_dir / "index").read_bytes()
    workspace.checkout(repo, tree, tmp_path / "state" / "c")
    assert files(tmp_path / "state/c") == {
        "a": b"1\n",
        "d/run.sh": b"#!\n",
        'odd\n"name': b"x",
        "\udcff": b"y",
        "link": b"1\n",
    }
    assert (tmp_path / "state/c/link").readlink().name == "a"
    assert [p.name for p in (tmp_path / "state").iterdir()] == ["c"]
    assert (repo.git_dir / "index").read_bytes() == before


def test_a_checkout_leaves_nothing_in_the_git_directory(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "config", "core.splitIndex", "true")
    before = sorted(p.name for p in repo.git_dir.iterdir())
    workspace.checkout(repo, head(repo), tmp_path / "c")
    assert sorted(p.name for p in repo.git_dir.iterdir()) == before


def test_restore_brings_back_the_scope_and_nothing_else(tmp_path: Path) -> None:
    repo = make_repository(
        tmp_path / "r",
        {".gitignore": "*.pyc\n", "README.md": "r\n", "modules/pricing/a.py": "1\n", "modules/pricing/d/b.py": "1\n"},
    )
    start = head(repo)
    kept = commit(repo.root, {"modules/pricing/a.py": "2\n", "modules/pricing/new.sh": "#!\n"})
    git(repo.root, "update-index", "--chmod=+x", "modules/pricing/new.sh")
    git(repo.root, "commit", "--quiet", "--amend", "-m", "kept")
    kept = head(repo)
    space = tmp_path / "w"
    workspace.create(repo, space, start)
    write(space, {"README.md": "outside\n", "modules/pricing/extra/x.py": "x\n", "modules/pricing/c.pyc": "cache"})
    (space / "modules/pricing/d/b.py").unlink()
    (space / "modules/pricing/d").rmdir()
    (space / "modules/pricing/d").symlink_to(tmp_path)
    workspace.restore(repo, space, kept, PRICING)
    assert files(space) == {
        ".gitignore": b"*.pyc\n",
        "README.md": b"outside\n",
        "modules/pricing/a.py": b"2\n",
        "modules/pricing/c.pyc": b"cache",
        "modules/pricing/d/b.py": b"1\n",
        "modules/pricing/new.sh": b"#!\n",
    }
    assert os.access(space / "modules/pricing/new.sh", os.X_OK)
    assert not (space / "modules/pricing/extra").exists()
    assert not (tmp_path / "b.py").exists()


def test_restore_does_not_write_through_a_linked_module_directory(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    space, victim = tmp_path / "w", tmp_path / "victim"
    workspace.create(repo, space, head(repo))
    victim.mkdir()
    (space / "modules").rename(space / "old")
    (space / "modules").symlink_to(victim)
    workspace.restore(repo, space, head(repo), PRICING)
    assert list(victim.iterdir()) == []
    assert (space / "modules/pricing/pricing/price.py").read_text() == "PRICE = 1\n"


def test_remove_takes_away_read_only_directories_and_follows_no_link(tmp_path: Path) -> None:
    write(tmp_path, {"w/deep/er/file": "x", "other/kept": "x"})
    (tmp_path / "w" / "link").symlink_to(tmp_path / "other")
    for path in ("w/deep/er", "w/deep"):
        (tmp_path / path).chmod(0o555)
    workspace.remove(tmp_path / "w")
    workspace.remove(tmp_path / "w")
    assert [p.name for p in tmp_path.iterdir()] == ["other"]
    assert (tmp_path / "other/kept").exists()


def test_remove_takes_away_what_is_nested_deeper_than_a_path_can_tell(tmp_path: Path) -> None:
    deep = "import os\nfor _ in range(3000):\n    os.mkdir('below')\n    os.chdir('below')\nopen('file', 'w')\n"
    (tmp_path / "w").mkdir()
    subprocess.run([sys.executable, "-c", deep], cwd=tmp_path / "w", check=True)

    workspace.remove(tmp_path / "w")

    assert not (tmp_path / "w").exists()
