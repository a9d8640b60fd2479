from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from bailiwick.checks.copying import Copying, Move, files_below, holds, size_bytes
from bailiwick.checks.stopped import StoppedError

HERE = Move(Path("/made/here"), Path("/made/here"))


def copied(source: Path, target: Path) -> Path:
    Copying(HERE).copy(source, target)
    return target


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_files_links_modes_and_times_arrive(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "bin").mkdir(parents=True)
    (source / "bin/tool").write_bytes(b"#!/bin/sh\n")
    (source / "bin/tool").chmod(0o755)
    os.utime(source / "bin/tool", ns=(5, 1_700_000_000_123_456_789))
    (source / "bin/link").symlink_to("tool")
    (source / "bin").chmod(0o555)
    target = copied(source, tmp_path / "target")
    assert (target / "bin/tool").read_bytes() == b"#!/bin/sh\n"
    assert (target / "bin/tool").stat().st_mtime_ns == 1_700_000_000_123_456_789
    assert (mode(target / "bin/tool"), mode(target / "bin")) == (0o755, 0o555)
    assert (target / "bin/link").readlink() == Path("tool")


def test_hard_links_become_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/one").write_text("before")
    (tmp_path / "source/other").hardlink_to(tmp_path / "source/one")
    target = copied(tmp_path / "source", tmp_path / "target")
    (target / "one").write_text("after")
    assert (target / "other").read_text() == "before"
    assert (tmp_path / "source/one").read_text() == "before"


def test_the_right_to_run_as_another_user_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/tool").touch()
    (tmp_path / "source/tool").chmod(0o6755)
    (tmp_path / "source").chmod(0o3775)
    target = copied(tmp_path / "source", tmp_path / "target")
    assert (mode(target / "tool"), mode(target)) == (0o755, 0o775)


def test_pipes_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    os.mkfifo(tmp_path / "source/pipe")
    assert list(copied(tmp_path / "source", tmp_path / "target").iterdir()) == []


def test_holes_are_counted_before_they_are_filled(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    with (tmp_path / "source/hollow").open("wb") as file:
        file.truncate(5_000_000)
    (tmp_path / "source/again").hardlink_to(tmp_path / "source/hollow")
    (tmp_path / "source/empty").touch()
    (tmp_path / "source/link").symlink_to("hollow")
    assert size_bytes(tmp_path / "source") == 2 * 5_000_000 + 4096


def test_a_stop_is_heard_in_the_middle(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        Copying(HERE, stop=stop).copy(tmp_path / "source", tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_links_of_a_directory_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").touch()
    (tmp_path / "source").mkdir()
    (tmp_path / "source/file").touch()
    (tmp_path / "source/link").symlink_to(tmp_path / "outside")
    assert list(files_below(tmp_path / "source")) == [tmp_path / "source/file"]
    assert list(files_below(tmp_path / "source/link")) == []


MOVE = Move(Path("/state/a b/tree"), Path("/state/c ü/tree"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"#!/state/a b/tree/bin/python", "#!/state/c ü/tree/bin/python".encode()),
        (b"file:///state/a%20b/tree/lib", b"file:///state/c%20%C3%BC/tree/lib"),
        (b'{"at": "/state/a b/tree"}', '{"at": "/state/c ü/tree"}'.encode()),
        (b"/state/a b/other", b"/state/a b/other"),
    ],
    ids=["plain", "address", "JSON without special characters", "another path"],
)
def test_texts_move(before: bytes, after: bytes) -> None:
    assert MOVE.text(before) == after


def test_a_path_that_is_escaped_in_json() -> None:
    move = Move(Path("/state/ü"), Path("/state/ö"))
    assert move.text(b'"/state/\\u00fc/lib"') == b'"/state/\\u00f6/lib"'


def test_a_path_that_is_no_text() -> None:
    move = Move(Path(os.fsdecode(b"/state/\xff")), Path("/state/b"))
    assert move.text(b"/state/\xff /state/%FF") == b"/state/b /state/b"


@pytest.mark.parametrize(
    ("target", "moved"),
    [
        ("/state/a b/tree", "/state/c ü/tree"),
        ("/state/a b/tree/lib", "/state/c ü/tree/lib"),
        ("/state/a b/trees", "/state/a b/trees"),
        ("../lib", "../lib"),
        ("/usr/bin/python3", "/usr/bin/python3"),
    ],
)
def test_links_move(target: str, moved: str) -> None:
    assert MOVE.link(target) == moved


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"at /made/here now", True), (b"elsewhere", False), (b"\0/made/here", False)],
    ids=["text", "another text", "binary"],
)
def test_where_a_path_is_written(tmp_path: Path, content: bytes, *, found: bool) -> None:
    (tmp_path / "file").write_bytes(content)
    assert holds(tmp_path / "file", (b"/made/here",)) is found
