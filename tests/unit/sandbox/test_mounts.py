"""In which order and how the paths of a confinement are seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from bailiwick.sandbox import landlock
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.bubblewrap import Bubblewrap
from bailiwick.sandbox.mounts import mounts


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("tree/a/b/c", "tree/d", "elsewhere/e"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path / "tree"


def seen(confinement: Confinement, below: Path) -> list[tuple[str, str]]:
    return [
        (str(m.path.relative_to(below)), str(m.access)) for m in mounts(confinement) if m.path.is_relative_to(below)
    ]


def test_parents_come_first_and_the_deepest_counts(tree: Path) -> None:
    confinement = Confinement(
        workdir=tree, writable=(tree / "a",), readable=(tree / "a/b",), hidden=(tree / "a/b/c", tree / "d")
    )
    assert seen(confinement, tree) == [
        (".", "read"),
        ("a", "write"),
        ("d", "hide"),
        ("a/b", "read"),
        ("a/b/c", "hide"),
    ]


def test_what_is_seen_like_its_parent_is_left_out(tree: Path) -> None:
    assert seen(Confinement(workdir=tree, readable=(tree / "a", tree / "d")), tree) == [(".", "read")]


def test_writable_wins_over_readable_and_hidden_over_both(tree: Path) -> None:
    confinement = Confinement(
        workdir=tree, readable=(tree / "a", tree / "d"), writable=(tree / "a", tree / "d"), hidden=(tree / "d",)
    )
    assert seen(confinement, tree) == [(".", "read"), ("a", "write"), ("d", "hide")]


def test_a_link_is_seen_with_the_place_it_leads_to(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    confinement = Confinement(workdir=tree, readable=(tmp_path / "link/e",))
    assert seen(confinement, tmp_path) == [("tree", "read"), ("elsewhere/e", "read"), ("link/e", "read")]


def test_a_link_in_a_shown_directory_is_there_already(tree: Path, tmp_path: Path) -> None:
    (tree / "link").symlink_to(tmp_path / "elsewhere")
    confinement = Confinement(workdir=tree, writable=(tree / "link",))
    assert seen(confinement, tmp_path) == [("elsewhere", "write"), ("tree", "read")]


@pytest.mark.parametrize("path", [Path("/"), Path("relative"), Path("/usr/..")], ids=str)
def test_the_root_and_relative_paths_are_refused(path: Path, tree: Path) -> None:
    with pytest.raises(ValueError, match=f"a confinement needs absolute paths below the root, not {path}"):
        mounts(Confinement(workdir=tree, readable=(path,)))


def test_landlock_opens_what_lies_around_a_hole(tree: Path, tmp_path: Path) -> None:
    (tree / "a/link").symlink_to("/")
    confinement = Confinement(workdir=tree, writable=(tree / "a",), readable=(tree / "a/b",), hidden=(tree / "d",))
    rows = [(path, rights) for path, rights in landlock.rules(confinement) if path.startswith(str(tmp_path))]
    assert rows == [
        (str(tree), landlock.LIST),
        (str(tree / "a"), landlock.READ),
        (str(tree / "a"), landlock.LIST),
        (str(tree / "a/b"), landlock.READ),
    ]


def test_bubblewrap_hides_before_it_closes_the_root(tree: Path) -> None:
    confinement = Confinement(workdir=tree, environment={"A": "b c"}, hidden=(tree / "d",))
    argv = Bubblewrap().argv(("echo", "$A"), confinement, report=9)
    hidden = str(tree / "d")
    end = (
        *("--remount-ro", hidden, "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--clearenv", "--setenv", "A", "b c", "--chdir", str(tree), "--", "echo", "$A"),
    )
    assert argv[:2] == ("/bin/sh", "-c")
    assert argv[3:7] == ("/bin/sh", "bwrap", "--unshare-all", "--unshare-user")
    assert argv[-len(end) :] == end
    assert argv[argv.index(hidden) - 3 : argv.index(hidden)] == ("--perms", "0000", "--tmpfs")
    assert argv.index(hidden) < argv.index("--remount-ro")
    assert "--share-net" not in argv


def test_bubblewrap_before_0_8_is_not_asked_to_forbid_namespaces(tree: Path) -> None:
    confinement = Confinement(workdir=tree)
    assert "--disable-userns" in Bubblewrap().argv(("true",), confinement, report=9)
    assert "--disable-userns" not in Bubblewrap(nested_namespaces=True).argv(("true",), confinement, report=9)
