from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import GitError, InputError
from bailiwick.hooks.answer import answer

if TYPE_CHECKING:
    from bailiwick.errors import BailiwickError


def raising(error: BailiwickError) -> list[str]:
    raise error


@pytest.mark.parametrize(("refusals", "status"), [([], 0), (["one", "two"], 1)], ids=["nothing", "refused"])
def test_refusals_decide_the_status(refusals: list[str], status: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert answer(lambda: refusals) == status
    assert capfd.readouterr() == ("".join(f"{refusal}\n" for refusal in refusals), "")


@pytest.mark.parametrize(
    ("error", "status"), [(InputError("no map"), 2), (GitError(["diff"], 128, "broken"), 3)], ids=["input", "git"]
)
def test_what_cannot_be_judged_is_refused(
    error: BailiwickError, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answer(lambda: raising(error)) == status
    assert capfd.readouterr().out == f"{error}\n"


def test_file_names_cannot_speak_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    answer(lambda: ["a\x1b[2Jb\udce9c ü"])
    assert capfd.readouterr().out == "a\\x1b[2Jb\\udce9c ü\n"
