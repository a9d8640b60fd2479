from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.run_by import run_by
from bailiwick.domain.scope import Scope
from bailiwick.git.followed import with_followed

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOME = "modules/pricing"
MAKEFILE = "test:\n\t@sh tests/run.sh\n"


def followed(tmp_path: Path, files: Mapping[str, str], *command: str) -> dict[str, str]:
    """What is run beyond the files that the command itself names."""
    repo = make_repository(tmp_path / "repo")
    commit(repo.root, {f"{HOME}/{name}": text for name, text in files.items()})
    direct = run_by(HOME, (("check tests", command),))
    scope = Scope("coder", "pricing", (HOME,), (f"{HOME}/**",), run_by=direct)
    found = dict(with_followed(repo, "HEAD", scope).run_by)
    return {path.removeprefix(f"{HOME}/"): by for path, by in found.items() if (path, by) not in direct}


RUNNERS: dict[str, tuple[dict[str, str], tuple[str, ...], dict[str, str]]] = {
    "a makefile": (
        {"Makefile": MAKEFILE, "tests/run.sh": "exit 1\n"},
        ("make", "test"),
        {"tests/run.sh": "check tests, from Makefile"},
    ),
    "a makefile beside the runner": (
        {"Makefile": "check:\n\tset -e; \\\n\tsh check.sh\n", "check.sh": ""},
        ("make",),
        {"check.sh": "check tests, from Makefile"},
    ),
    "a script": (
        {"ci.sh": "set -e\nsh tests/run.sh all\n", "tests/run.sh": ""},
        ("sh", "ci.sh"),
        {"tests/run.sh": "check tests, from ci.sh"},
    ),
    "a script that goes elsewhere first": (
        {"ci.sh": "cd tests && sh ./check.sh\n", "tests/check.sh": ""},
        ("sh", "ci.sh"),
        {"tests/check.sh": "check tests, from ci.sh"},
    ),
    "several in turn": (
        {"Makefile": MAKEFILE, "tests/run.sh": ". ./suite.sh\n", "tests/suite.sh": ""},
        ("make",),
        {"tests/run.sh": "check tests, from Makefile", "tests/suite.sh": "check tests, from run.sh"},
    ),
    "each other": (
        {"Makefile": MAKEFILE, "tests/run.sh": "sh tests/run_all.sh\n", "tests/run_all.sh": "sh tests/run.sh\n"},
        ("make",),
        {"tests/run.sh": "check tests, from Makefile", "tests/run_all.sh": "check tests, from run.sh"},
    ),
}
OTHERS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "the program that is checked": ({"check.sh": "sh greet.sh\nsh lib/calc.sh\n", "greet.sh": ""}, ("sh", "check.sh")),
    "a program that is called run": ({"check.sh": "sh run.sh --help\n", "run.sh": ""}, ("sh", "check.sh")),
    "single tests": ({"Makefile": "test:\n\tsh tests/test_a.sh\n", "tests/test_a.sh": ""}, ("make",)),
    "a file that is not there": ({"Makefile": MAKEFILE}, ("make",)),
    "a target, not a recipe": ({"Makefile": "test: tests/run.sh\n", "tests/run.sh": ""}, ("make",)),
    "python": ({"tasks.py": "run('sh tests/run.sh')\n", "tests/run.sh": ""}, ("invoke", "test")),
    "tests of pytest": ({"tests/run.py": "", "conftest.py": ""}, ("pytest", "-q", "tests/run.py")),
    "bytes that are no text": ({"Makefile": "test:\n\tsh tests/run.sh \0\n", "tests/run.sh": ""}, ("make",)),
    "outside of the module": ({"Makefile": "test:\n\tsh ../catalog/run.sh\n", "../catalog/run.sh": ""}, ("make",)),
}


@pytest.mark.parametrize(("files", "command", "expected"), RUNNERS.values(), ids=RUNNERS)
def test_runners(tmp_path: Path, files: dict[str, str], command: tuple[str, ...], expected: dict[str, str]) -> None:
    assert followed(tmp_path, files, *command) == expected


@pytest.mark.parametrize(("files", "command"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_runner(tmp_path: Path, files: dict[str, str], command: tuple[str, ...]) -> None:
    assert followed(tmp_path, files, *command) == {}


def test_before_the_first_commit(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repo")
    scope = Scope("coder", "pricing", (HOME,), (f"{HOME}/**",), run_by=((f"{HOME}/Makefile", "check tests"),))
    assert with_followed(repo, "refs/heads/nothing", scope) == scope
