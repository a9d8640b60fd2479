"""A report is read, and taken away, without anything in its directory leading elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.report_file import ReportError, clear, read_file

from tests.support.repositories import write

if TYPE_CHECKING:
    from pathlib import Path

GOOD = b"<testsuite/>"


def test_reads_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"out/report.xml": GOOD})
    assert read_file(tmp_path, "out/report.xml") == GOOD


def test_a_file_too_large(tmp_path: Path) -> None:
    write(tmp_path, {"report.xml": GOOD})
    with pytest.raises(ReportError, match=r"^its report is larger than 10 bytes$"):
        read_file(tmp_path, "report.xml", max_bytes=10)


@pytest.mark.parametrize("path", ["report.xml", "out/report.xml"])
def test_no_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(ReportError, match=r"^it left no report$"):
        read_file(tmp_path, path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"good.xml": GOOD})
    (tmp_path / "report.xml").symlink_to("good.xml")
    with pytest.raises(ReportError, match=r"^its report cannot be opened \(Too many levels of symbolic links\)$"):
        read_file(tmp_path, "report.xml")


def test_a_link_on_the_way_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/report.xml": GOOD, "tree/file": b""})
    (tmp_path / "tree/out").symlink_to(tmp_path / "outside")
    with pytest.raises(ReportError, match=r"^its report cannot be opened \(Not a directory\)$"):
        read_file(tmp_path / "tree", "out/report.xml")


def test_a_pipe_does_not_hold_the_engine(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.xml")
    with pytest.raises(ReportError, match=r"^its report is not a regular file$"):
        read_file(tmp_path, "report.xml")


def test_a_directory(tmp_path: Path) -> None:
    (tmp_path / "report.xml").mkdir()
    with pytest.raises(ReportError, match=r"^its report is not a regular file$"):
        read_file(tmp_path, "report.xml")


@pytest.mark.parametrize("path", ["report.xml", "report.xml/deep/file"], ids=["file", "directory"])
def test_what_was_there_is_cleared(tmp_path: Path, path: str) -> None:
    write(tmp_path, {path: GOOD, "kept": b""})
    clear(tmp_path, "report.xml")
    clear(tmp_path, "report.xml")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_link_is_cleared_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    write(tmp_path, {"outside/report.xml": GOOD, "tree/file": b""})
    (tmp_path / "tree/report.xml").symlink_to(tmp_path / "outside")
    clear(tmp_path / "tree", "report.xml")
    assert [path.name for path in (tmp_path / "tree").iterdir()] == ["file"]
    assert (tmp_path / "outside/report.xml").exists()


def test_nothing_is_cleared_over_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"outside/report.xml": GOOD, "tree/file": b""})
    (tmp_path / "tree/out").symlink_to(tmp_path / "outside")
    clear(tmp_path / "tree", "out/report.xml")
    assert (tmp_path / "outside/report.xml").exists()
