"""Which cases are there, and how do they fare? Read all first; then tried by several processes."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.domain.violation import Violation
from bailiwick.errors import RefusedError, ViolationsError
from bailiwick.sandbox.probe import probe

from tests.truth.base import after, read_base
from tests.truth.case_file import read_case
from tests.truth.ground import Grounds, check_shared
from tests.truth.trial import try_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.truth.case_file import Case
    from tests.truth.trial import Tried

CASES = Path(__file__).with_name("cases")
_SLOW = frozenset({"timeouts", "hanging_processes"})
_FOREIGN = ("GIT_", "BAILIWICK_", "XDG_", "ANTHROPIC_", "PYTEST_")
_here: list[Grounds] = []
_numbers = count(1)


def read_cases(directories: Iterable[Path]) -> list[Case]:
    """Read every case below some directories.

    Raises:
        ViolationsError: every mistake in every file.
    """
    cases, found = [], []
    for directory in directories:
        files = sorted(directory.rglob("*.toml"))
        if not files:
            found.append(Violation(str(directory), "", "holds no case", remedy="put cases into CLASS/NAME.toml"))
        for file in files:
            try:
                cases.append(_checked(read_case(file)))
            except ViolationsError as error:
                found += error.violations
    if found:
        raise ViolationsError(found)
    return cases


def _checked(case: Case) -> Case:
    try:
        base = read_base(case.base)
    except ViolationsError as error:
        if any(Path(v.file).exists() for v in error.violations):
            raise
        found = [Violation(str(case.file), "base", v.message, remedy=v.remedy) for v in error.violations]
        raise ViolationsError(found) from error
    after(case, base)
    check_shared(case, base)
    return case


def possible(cases: Sequence[Case]) -> list[Case]:
    """Return the cases that can be tried here: whose bases have the programs that they need."""
    return [case for case in cases if not read_base(case.base).missing]


def make_grounds(place: Path) -> Grounds:
    """Return the repositories of one process; RefusedError where no sandbox works."""
    probed = probe()
    if probed.sandbox is None:
        raise RefusedError("; ".join(probed.notes))
    return Grounds(place, probed)


def try_here(case: Case, grounds: Grounds) -> Tried:
    """Try one case in this process."""
    return try_case(case, grounds, next(_numbers))


def try_all(cases: Sequence[Case], processes: int) -> Iterator[Tried]:
    """Try cases by several processes; the slow ones begin first. In the order in which they end, by name within it."""
    ordered = sorted(cases, key=lambda case: (case.kind not in _SLOW, case.base, case.name))
    with tempfile.TemporaryDirectory(prefix="bailiwick-truth-") as name:
        place = Path(name).resolve()
        begin = partial(_begin, place)
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin) as pool:
            yield from pool.map(_try, ordered, chunksize=1)


def _begin(place: Path) -> None:
    """Make this process know nothing of the person's own settings."""
    mine = place / str(os.getpid())
    mine.mkdir()
    for name in [name for name in os.environ if name.startswith(_FOREIGN) and name != "BAILIWICK_SANDBOX"]:
        del os.environ[name]
    os.environ |= {"HOME": str(mine), "XDG_STATE_HOME": str(mine / "home"), "GIT_CONFIG_NOSYSTEM": "1"}
    _here.append(make_grounds(mine))


def _try(case: Case) -> Tried:
    return try_here(case, _here[0])
