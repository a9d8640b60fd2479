"""Setups of trusted content that run at once and share a cache."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bailiwick.checks.setup_commands import Surroundings, run_setup
from bailiwick.domain.structure import Module

from tests.support.confined import confining, open_place

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.checks.verdict import Verdict
    from bailiwick.sandbox.base import Sandbox

__all__ = ["confining", "open_place"]

WRITES = "for n in 1 2 3 4 5 6; do sleep 0.1; echo {name} >> $XDG_CACHE_HOME/{name} || exit 3; done"


def test_each_can_write_in_the_cache_to_its_end(confining: Sandbox, open_place: Path) -> None:
    """Under `uid` the cache belongs to one of them at a time, so they run one after the other."""
    around = Surroundings(confining, open_place / "cache", {})

    def set_up(name: str) -> Verdict | None:
        place = open_place / name
        for directory in (place / "tree" / name, place / "scratch"):
            directory.mkdir(parents=True)
        module = Module(name, (name,), ("coder",), setup=(("sh", "-c", WRITES.format(name=name)),))
        return run_setup(module, place / "tree", place / "scratch", around)

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(set_up, ("one", "two", "three")))

    assert ended == [None, None, None]
    assert (open_place / "cache/two").read_text() == "two\n" * 6
