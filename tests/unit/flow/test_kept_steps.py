"""Steps kept in a file: repeated from it for the same facts, carried out else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.kept_steps import KeptSteps

if TYPE_CHECKING:
    from pathlib import Path

FACTS: dict[str, Any] = {"tip": "a", "report": {"text": "ä"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that holds the steps `verify` and `review`."""
    steps = KeptSteps(tmp_path / "s", FACTS)
    assert not steps.is_resumed
    assert steps("verify", lambda: {"n": (1, 2)}) == {"n": [1, 2]}
    assert steps("review", lambda: {"said": "ja"}) == {"said": "ja"}
    return tmp_path / "s"


def names(path: Path, *wanted: str, facts: dict[str, Any] = FACTS) -> list[str]:
    """Go through steps; the names of those that were carried out."""
    done: list[str] = []

    def act(name: str) -> dict[str, Any]:
        done.append(name)
        return {}

    steps = KeptSteps(path, facts)
    for name in wanted:
        steps(name, partial(act, name))
    return done


def test_what_was_done_is_not_done_again(path: Path) -> None:
    assert KeptSteps(path, FACTS).is_resumed
    assert names(path, "verify", "review", "land") == ["land"]
    assert names(path, "verify", "review", "land") == []


def test_a_last_line_that_was_cut_off_counts_for_nothing(path: Path) -> None:
    path.write_text(path.read_text()[:-2])
    assert names(path, "verify", "review") == ["review"]
    assert names(path, "verify", "review") == []


def test_steps_of_other_work_or_in_another_order_are_done_anew(path: Path) -> None:
    assert names(path, "review", "verify") == ["review", "verify"]
    assert names(path, "verify", facts={"tip": "b"}) == ["verify"]
    KeptSteps(path, FACTS).forget()
    assert not path.exists()
