"""What a command has added to the disk, beside others that fill and free it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.sandbox.disk import COUNT_SECONDS, Disk

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1 << 20


class Clock:
    """A time that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_others_free_meanwhile_does_not_hide_what_was_added(tmp_path: Path) -> None:
    mine, others, clock = tmp_path / "mine", tmp_path / "others", Clock()
    mine.mkdir()
    others.write_bytes(b"x" * 32 * MEGABYTE)
    disk = Disk([mine], 8 * MEGABYTE, clock)
    (mine / "much").write_bytes(b"x" * 16 * MEGABYTE)
    others.unlink()
    clock.now = COUNT_SECONDS
    assert disk.is_full([])


def test_what_others_add_meanwhile_is_not_counted(tmp_path: Path) -> None:
    mine, clock = tmp_path / "mine", Clock()
    mine.mkdir()
    disk = Disk([mine], 8 * MEGABYTE, clock)
    (tmp_path / "others").write_bytes(b"x" * 16 * MEGABYTE)
    (mine / "little").write_bytes(b"x" * MEGABYTE)
    clock.now = COUNT_SECONDS
    assert not disk.is_full([])
