from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks import store
from bailiwick.checks.stopped import StoppedError
from bailiwick.checks.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENGINE = Path(store.__file__).parents[2]
MAKER = """\
import sys, time
from pathlib import Path
from bailiwick.checks.store import Store
store = Store(Path(sys.argv[1]))
entry = store.entry("m", "a")
with store.making(entry) as fresh:
    (fresh / "half").write_text("done")
    print("here", flush=True)
    time.sleep(600)
"""


def make(place: Path, name: str, content: str = "made") -> Path:
    """Make and publish one build."""
    kept = Store(place)
    entry = kept.entry("m", name)
    with kept.making(entry) as fresh:
        (fresh / "file").write_text(content)
        kept.publish(fresh, entry)
    return entry


@contextmanager
def maker(place: Path) -> Iterator[None]:
    """Another engine is making a build; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(place)],
        env={**os.environ, "PYTHONPATH": str(ENGINE)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
            yield
        finally:
            process.kill()


def unfinished(place: Path) -> Path:
    (found,) = (path for path in (place / "m").iterdir() if path.is_dir())
    return found


def begun(body: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=body)
    thread.start()
    return thread


def names(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "m").iterdir())


def test_a_build_is_there_once_it_is_published(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    entry = kept.entry("m", "a")
    with kept.making(entry) as fresh:
        (fresh / "file").write_text("made")
        assert not entry.exists()
        kept.publish(fresh, entry)
    assert (entry / "file").read_text() == "made"
    assert names(tmp_path) == ["a", "a.lock"]


def test_what_is_not_published_is_removed(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    with kept.making(kept.entry("m", "a")) as fresh:
        (fresh / "half").touch()
    assert names(tmp_path) == ["a.lock"]


def test_a_build_that_cannot_be_used_gives_way(tmp_path: Path) -> None:
    make(tmp_path, "a", "old")
    assert (make(tmp_path, "a", "new") / "file").read_text() == "new"


def test_a_killed_maker_leaves_nothing_that_counts(tmp_path: Path) -> None:
    with maker(tmp_path):
        half = unfinished(tmp_path)
    assert (half / "half").exists()
    assert not Store(tmp_path).entry("m", "a").exists()
    make(tmp_path, "a")
    assert not half.exists()
    assert names(tmp_path) == ["a", "a.lock"]


def test_what_a_killed_maker_left_goes_with_the_next_build_of_the_module(tmp_path: Path) -> None:
    with maker(tmp_path):
        assert unfinished(tmp_path).exists()
    make(tmp_path, "b")
    assert names(tmp_path) == ["b", "b.lock"]


def test_a_maker_at_work_is_left_alone(tmp_path: Path) -> None:
    with maker(tmp_path):
        half = unfinished(tmp_path)
        make(tmp_path, "b")
        assert (half / "half").read_text() == "done"


@pytest.mark.parametrize("how", ["reading", "making"])
def test_nobody_reads_or_makes_while_another_engine_makes(tmp_path: Path, how: str) -> None:
    kept, held = Store(tmp_path), threading.Event()

    def ask() -> None:
        with getattr(kept, how)(kept.entry("m", "a")):
            held.set()

    with maker(tmp_path):
        asking = begun(ask)
        assert not held.wait(0.3)
    assert held.wait(30)
    asking.join(30)


def test_a_wait_ends_when_the_run_is_to_stop(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with maker(tmp_path), pytest.raises(StoppedError), Store(tmp_path).making(tmp_path / "m/a", stop):
        pass


def test_two_read_at_once(tmp_path: Path) -> None:
    entry = make(tmp_path, "a")
    with Store(tmp_path).reading(entry), Store(tmp_path).reading(entry):
        assert (entry / "file").exists()


def test_builds_that_were_not_used_for_longest_are_removed(tmp_path: Path) -> None:
    for i in range(store.KEPT):
        os.utime(make(tmp_path, f"old{i}"), (1000 + i, 1000 + i))
    Store(tmp_path).note_use(tmp_path / "m/old0")
    make(tmp_path, "new")
    assert [name for name in names(tmp_path) if not name.endswith(".lock")] == ["new", "old0", "old2", "old3", "old4"]
    assert "old1.lock" not in names(tmp_path)


def test_a_build_in_use_is_not_removed(tmp_path: Path) -> None:
    for i in range(store.KEPT):
        os.utime(make(tmp_path, f"old{i}"), (1000 + i, 1000 + i))
    with Store(tmp_path).reading(tmp_path / "m/old0"):
        make(tmp_path, "new")
        assert (tmp_path / "m/old0/file").exists()
    make(tmp_path, "newer")
    assert not (tmp_path / "m/old0").exists()


def test_builds_of_other_modules_are_left(tmp_path: Path) -> None:
    other = Store(tmp_path).entry("other", "a")
    other.mkdir(parents=True)
    for i in range(store.KEPT + 2):
        make(tmp_path, f"a{i}")
    assert other.exists()


def test_a_lock_that_was_removed_meanwhile_is_asked_for_anew(tmp_path: Path) -> None:
    """Many makers that remove each other's builds, with their locks, never hold the same one at once."""
    inside: list[str] = []
    clashes: list[str] = []

    def work() -> None:
        kept = Store(tmp_path)
        for i in range(15):
            entry = kept.entry("m", f"a{i % 7}")
            with kept.making(entry) as fresh:
                if entry.name in inside:
                    clashes.append(entry.name)
                inside.append(entry.name)
                time.sleep(0)
                kept.publish(fresh, entry)
                inside.remove(entry.name)

    threads = [begun(work) for _ in range(4)]
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert clashes == []
