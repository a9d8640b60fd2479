from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.git.objects import Pack, read
from bailiwick.git.repository import Repository
from bailiwick.git.trees import Entry, edited, listing

from tests.support.repositories import git, head, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path


def test_many_objects_are_read_at_once_and_missing_ones_are_none(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "text\n", "odd\nname": b"\0bytes\n", "empty": ""})
    found = read(repo, ["HEAD:a", "HEAD:odd\nname", "HEAD:empty", "HEAD:none", "HEAD:no\nsuch", "HEAD:"])
    contents = {name: None if r is None else (r.kind, r.data) for name, r in found.items() if name != "HEAD:"}
    assert contents == {
        "HEAD:a": ("blob", b"text\n"),
        "HEAD:odd\nname": ("blob", b"\0bytes\n"),
        "HEAD:empty": ("blob", b""),
        "HEAD:none": None,
        "HEAD:no\nsuch": None,
    }
    root = found["HEAD:"]
    assert root is not None
    assert root.id == git(repo.root, "rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("size", [0, 15, 16, 2047, 2048, 300_000])
def test_a_written_blob_is_what_git_makes_of_it(tmp_path: Path, algorithm: str, size: int) -> None:
    git(tmp_path, "init", "--quiet", f"--object-format={algorithm}")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "start")
    repo = Repository.open(tmp_path)
    content = bytes(i * 7 % 251 for i in range(size))
    pack = Pack(like=head(repo))
    name = pack.add("blob", content)
    pack.write(repo)
    assert name == git(tmp_path, "hash-object", "--stdin", stdin=content)
    assert repo.git("cat-file", "blob", name) == content


@pytest.mark.parametrize(
    ("before", "sets", "removes"),
    [
        pytest.param({"a": "1"}, {"a": "2"}, [], id="changed"),
        pytest.param({"a": "1"}, {"x/y/z": "2"}, [], id="new directories"),
        pytest.param({"x/y/z": "1", "a": "1"}, {}, ["x/y/z"], id="last file of directories"),
        pytest.param({"x": "1"}, {"x/y": "2"}, ["x"], id="file gives way to directory"),
        pytest.param({"x/y/z": "1", "x/w": "1"}, {"x": "2"}, ["x/y/z", "x/w"], id="directory gives way to file"),
        pytest.param({"a.b": "1", "a/c": "1", "a0": "1"}, {"a/d": "2", "a-": "2"}, ["a0"], id="order of names"),
        pytest.param({"a": "1"}, {"b": "2"}, ["nothing/here"], id="removing what is not there"),
    ],
)
def test_an_edited_tree_is_the_tree_git_would_write(
    tmp_path: Path, before: dict[str, str], sets: dict[str, str], removes: list[str]
) -> None:
    repo = make_repository(tmp_path / "r", before)
    pack = Pack(like=head(repo))
    changes = dict.fromkeys(removes) | {p: Entry("100644", pack.add("blob", c.encode())) for p, c in sets.items()}
    tree = edited(repo, head(repo), changes, pack)
    pack.write(repo)
    for path in removes:
        (repo.root / path).unlink(missing_ok=True)
    for path in sets:
        if (repo.root / path).is_dir():
            git(repo.root, "clean", "-qffdx", "--", path)
            git(repo.root, "rm", "-rq", "--cached", "--", path)
            for directory in sorted((repo.root / path).rglob("*"), reverse=True):
                directory.rmdir()
            (repo.root / path).rmdir()
    write(repo.root, sets)
    git(repo.root, "add", "--all")
    assert tree == git(repo.root, "write-tree")
    git(repo.root, "fsck", "--strict", "--no-dangling", tree)


def test_listing_is_limited_to_directories_taken_literally(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a*/x": "1\n", "ab/x": "2\n", "c": "3\n"})
    assert list(listing(repo, head(repo), ["a*"])) == ["a*/x"]
    assert list(listing(repo, head(repo), [""])) == ["a*/x", "ab/x", "c"]
