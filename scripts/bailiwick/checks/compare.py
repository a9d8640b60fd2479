"""Do the tests of a check stand as they stood on the base: kept, not skipped, and no redder than before?"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.checks.moved import RAN, Matching, key_of
from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.checks.rules.finding import ASK
from bailiwick.checks.rules.functions import read_test_files
from bailiwick.domain.evidence import CheckResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bailiwick.checks.moved import Key
    from bailiwick.checks.rules.leave import Leave
    from bailiwick.checks.run import Ran
    from bailiwick.domain.structure import EvidenceRules

NAMED = 5
"""So many tests are named in a reason."""
KEPT, SKIPS, RED = "tests_kept", "no_new_skips", "red_tests_do_not_grow"


@dataclass(frozen=True)
class Sides:
    """The sources of the base and of the tree that would land."""

    home: str
    """The module's first directory, from which reports name files."""
    before: Mapping[str, bytes]
    """Changed files as they were, relative to the repository."""
    after: Mapping[str, bytes]
    unchanged: Callable[[str], bytes | None]
    """Reads a file that is the same on both sides, relative to the repository; None where there is none."""

    def read_before(self, path: str) -> bytes | None:
        """Read a file of the base that a report names."""
        return self._read(path, self.before, self.after)

    def read_now(self, path: str) -> bytes | None:
        """Read a file of the tree that a report names."""
        return self._read(path, self.after, self.before)

    def _read(self, path: str, mine: Mapping[str, bytes], other: Mapping[str, bytes]) -> bytes | None:
        place = posixpath.normpath(posixpath.join(self.home, path))
        if place in mine or place in other:
            return mine.get(place)
        return self.unchanged(place)


def against_base(
    ran: Ran, on_base: TestReport | None, *, rules: EvidenceRules, leave: Leave, sides: Sides
) -> CheckResult:
    """Judge a check by how its tests ended on the base.

    Args:
        ran: the check on the tree that would land.
        on_base: the tests of the base; None where they could not be run there: then the functions of its changed test
            files are taken for tests that passed.
        rules: which of the rules count.
        leave: which tests may change.
        sides: the sources, looked at where a test is missing.
    """
    result = ran.result
    compares = result.outcome is Outcome.PASSED or ran.by_tests
    if ran.report is None or not compares:
        return result
    matching = Matching(on_base or _presumed(sides), ran.report, sides.read_before, sides.read_now).match()
    if ran.by_tests and rules.red_tests_do_not_grow:
        result = _red(result, matching)
    if rules.tests_kept and (gone := _gone(matching, leave)):
        result = _broken(result, KEPT, f"{_tests(gone)} of the base {_are(gone)} gone", "put {} back", gone)
    if rules.no_new_skips and (skipped := _skipped(matching, leave)):
        result = _broken(
            result, SKIPS, f"{_tests(skipped)} that ran {_are(skipped)} skipped now", "let {} run", skipped
        )
    return result


def _presumed(sides: Sides) -> TestReport:
    files = read_test_files(
        {path: source for path, source in sides.before.items() if path.startswith(f"{sides.home}/")}
    )
    names = [
        f"{path.removeprefix(f'{sides.home}/')}::{name}"
        for path, file in files.items()
        for name, function in file.functions.items()
        if function.is_test
    ]
    return TestReport(dict.fromkeys(names, TestOutcome.PASSED))


def _gone(matching: Matching, leave: Leave) -> list[str]:
    """Cases that are missing; where just some of a test are, those whose names are."""
    return [
        node
        for key in matching.gone
        for node in matching.old[key]
        if node not in matching.now.outcomes and not leave.node(node)
    ]


def _skipped(matching: Matching, leave: Leave) -> list[str]:
    found: list[str] = []
    for key, was in matching.old.items():
        here = matching.new.get(matching.successor(key), {})
        found += [node for node in _newly_skipped(was, here) if not leave.node(node)]
    return found


def _newly_skipped(was: Mapping[str, TestOutcome], here: Mapping[str, TestOutcome]) -> list[str]:
    """Cases that ran and do not now: by name, or by number where names have changed."""
    same = [node for node in was if was[node] in RAN and node in here and here[node] not in RAN]
    others = [node for node in here if node not in was and here[node] not in RAN]
    room = sum(outcome not in RAN for node, outcome in was.items() if node not in here)
    fewer = sum(o in RAN for o in was.values()) - sum(o in RAN for o in here.values()) - len(same)
    return [*same, *others[: max(min(len(others) - room, fewer), 0)]]


def _red(result: CheckResult, matching: Matching) -> CheckResult:
    """Let tests fail that failed on the base; name those that did not."""
    failing, known = matching.now.failing, matching.before.failing
    room: Counter[Key] = Counter(
        matching.successor(key_of(node)) for node in known if node not in matching.now.outcomes
    )
    already, grown = [], []
    for node in sorted(failing):
        if node in known:
            already.append(node)
        elif node not in matching.before.outcomes and room[key_of(node)] > 0:
            room[key_of(node)] -= 1
            already.append(node)
        else:
            grown.append(node)
    if not grown:
        return replace(result, outcome=Outcome.PASSED, reason="", already_red=tuple(already))
    if not known:
        return result
    told = f"{result.reason}; {_tests(grown)} did not fail on the base: {_named(grown)}"
    return replace(result, reason=told, already_red=tuple(already), broken_rules=(*result.broken_rules, RED))


def _broken(result: CheckResult, rule: str, what: str, remedy: str, nodes: Sequence[str]) -> CheckResult:
    told = f"{what}: {_named(nodes)}; {remedy.format('it' if len(nodes) == 1 else 'them')}, or {ASK}"
    return replace(
        result,
        outcome=Outcome.FAILED,
        reason=f"{result.reason}; {told}" if result.reason else told,
        broken_rules=(*result.broken_rules, rule),
    )


def _named(nodes: Sequence[str]) -> str:
    more = f" and {len(nodes) - NAMED} more" if len(nodes) > NAMED else ""
    return ", ".join(nodes[:NAMED]) + more


def _tests(nodes: Sequence[str]) -> str:
    return f"{len(nodes)} test{'' if len(nodes) == 1 else 's'}"


def _are(nodes: Sequence[str]) -> str:
    return "is" if len(nodes) == 1 else "are"
