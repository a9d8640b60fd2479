"""How many assertions do tests of other languages hold?"""

from __future__ import annotations

import pytest
from bailiwick.checks.rules.change import ChangeSet, FileChange
from bailiwick.checks.rules.foreign import fallen_numbers

SHELL = """\
. ./expect.sh
[ "$(add 1 2)" = 3 ]
expect 3 add 1 2
if ! grep -q three out; then exit 1; fi
diff wanted got || exit 1
"""


def rules(**files: tuple[str | None, str | None]) -> list[tuple[str, str]]:
    """Path and rule of each finding; in the names `__` stands for a slash and `_0` for a dot."""
    changes = {
        name.replace("__", "/").replace("_0", "."): FileChange(*(None if t is None else t.encode() for t in sides))
        for name, sides in files.items()
    }
    return [(finding.path, finding.rule) for finding in fallen_numbers(ChangeSet(changes))]


@pytest.mark.parametrize(
    "now",
    [
        SHELL.replace("expect 3 add 1 2\n", ""),
        SHELL.replace("expect 3", "# expect 3"),
        SHELL.replace("expect 3", "echo 3"),
        SHELL.replace('[ "$(add 1 2)" = 3 ]', "[ 3 = 3 ]"),
        SHELL.replace("diff", "exit 0\ndiff"),
        f"exit\n{SHELL}",
        "",
    ],
    ids=["taken out", "commented out", "printed", "constant", "early end", "early end at the top", "emptied"],
)
def test_fewer_in_the_shell(now: str) -> None:
    assert rules(tests__test_add_0sh=(SHELL, now)) == [("tests/test_add.sh", "assertions_kept")]


@pytest.mark.parametrize(
    "now",
    [
        SHELL.replace("expect 3 add 1 2", "expect 4 add 2 2"),
        SHELL.replace('[ "$(add 1 2)" = 3 ]', 'if [ "$(add 1 2)" != 3 ]; then exit 1; fi'),
        f"{SHELL}expect 5 add 2 3\n",
        f"{SHELL}exit $failed\n",
        SHELL.replace("diff", "  diff"),
    ],
    ids=["another number", "as a condition", "one more", "a status at the end", "formatted"],
)
def test_as_many_in_the_shell(now: str) -> None:
    assert rules(tests__test_add_0sh=(SHELL, now)) == []


def test_what_is_no_test_may_lose_conditions() -> None:
    assert rules(lib__calc_0sh=(SHELL, "")) == []


def test_a_file_that_is_gone() -> None:
    assert rules(tests__test_add_0sh=(SHELL, None)) == [("tests/test_add.sh", "tests_kept")]


def test_a_file_that_is_gone_and_held_nothing() -> None:
    assert rules(tests__data_0sh=("A=1\n", None)) == []


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ((None, SHELL), []),
        (("expect 1 one\n", f"expect 1 one\n{SHELL}"), []),
        ((None, "expect 3 add 1 2\n"), [("tests/test_add.sh", "tests_kept")]),
    ],
    ids=["renamed", "joined with another", "renamed and weaker"],
)
def test_a_file_whose_assertions_are_elsewhere(
    other: tuple[str | None, str | None], found: list[tuple[str, str]]
) -> None:
    assert rules(tests__test_add_0sh=(SHELL, None), tests__test_sum_0sh=other) == found
