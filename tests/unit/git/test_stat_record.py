from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.git.stat_record import StatRecord

if TYPE_CHECKING:
    from pathlib import Path

LONGER_THAN_A_TICK = 0.05


def looked_at(directory: Path, file: Path) -> StatRecord:
    """The record of a look that came after one which noted the file."""
    record = StatRecord.load(directory)
    record.note("a", file.lstat(), "1234")
    record.save()
    return StatRecord.load(directory)


def test_a_file_that_has_not_changed_is_known(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x")
    time.sleep(LONGER_THAN_A_TICK)
    assert looked_at(tmp_path / "private", file).known("a", file.lstat()) == "1234"


def test_a_file_that_has_changed_is_not(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x")
    time.sleep(LONGER_THAN_A_TICK)
    record = looked_at(tmp_path / "private", file)
    file.write_text("y")
    assert record.known("a", file.lstat()) is None
    assert record.known("b", file.lstat()) is None


def test_a_file_written_in_the_tick_of_the_look_is_never_known(tmp_path: Path) -> None:
    file = tmp_path / "a"
    record = StatRecord.load(tmp_path / "private")
    file.write_text("x")  # not before the look began, so another write could leave the same time
    record.note("a", file.lstat(), "1234")
    record.save()
    assert StatRecord.load(tmp_path / "private").known("a", file.lstat()) is None


def test_what_is_known_is_remembered_by_the_next_look(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x")
    time.sleep(LONGER_THAN_A_TICK)
    record = looked_at(tmp_path / "private", file)
    for _ in range(2):
        assert record.known("a", file.lstat()) == "1234"
        record.save()
        record = StatRecord.load(tmp_path / "private")
