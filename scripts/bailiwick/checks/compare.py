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
from bailiwick.checks.rules.leave import Leave
from bailiwick.domain.evidence import CheckResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bailiwick.checks.moved import Key
    from bailiwick.checks.run import Ran
    from bailiwick.domain.structure import EvidenceRules, Module
    from bailiwick.domain.task import Expected

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


@dataclass(frozen=True)
class Named:
    """Tests that the task names."""

    leave: Leave
    """They may change."""
    red: Leave
    """They may fail."""
    green: Leave
    """They must be there and pass."""

    @classmethod
    def of(cls, module: Module, expected: Expected) -> Named:
        """Read them from the task."""
        return cls(Leave.of(module, expected), Leave.red(module, expected), Leave.green(module, expected))


def against_base(
    ran: Ran, on_base: TestReport | None, *, rules: EvidenceRules, named: Named, sides: Sides
) -> CheckResult:
    """Judge a check by how its tests ended on the base.

    Args:
        ran: the check on the tree that would land.
        on_base: the tests of the base; None where they could not be run there: then the functions of its changed test
            files are taken for tests that passed.
        rules: which of the rules count.
        named: which tests may change or fail, and which must pass.
        sides: the sources, looked at where a test is missing.
    """
    result, leave = ran.result, named.leave
    compares = result.outcome is Outcome.PASSED or ran.by_tests
    if ran.report is None or not compares:
        return result
    matching = Matching(on_base or _presumed(sides), ran.report, sides.read_before, sides.read_now).match()
    result = replace(result, failing=tuple(sorted(ran.report.failing)))
    if ran.by_tests and rules.red_tests_do_not_grow:
        result = _red(result, matching, named.red)
    if rules.tests_kept and (gone := _gone(matching, leave)):
        result = _broken(result, KEPT, f"{_tests(gone)} of the base {_are(gone)} gone", "put {} back", gone)
    if rules.no_new_skips and (skipped := _skipped(matching, leave)):
        result = _broken(
            result, SKIPS, f"{_tests(skipped)} that ran {_are(skipped)} skipped now", "let {} run", skipped
        )
    return _green(result, ran.report, named.green)


def _green(result: CheckResult, report: TestReport, green: Leave) -> CheckResult:
    """Fail where a test that the task names does not pass."""
    passed = [node for node, outcome in report.outcomes.items() if outcome is TestOutcome.PASSED]
    red = [node for node in report.outcomes if green.node(node) and node not in passed]
    told = f"{_tests(red)} of `expected.green` {_do(red)} not pass: {_named(sorted(red))}"
    return _failed(result, told) if red else result


def with_missing(results: Sequence[CheckResult], nodes: Collection[str], green: Leave) -> list[CheckResult]:
    """Fail the last check with tests of a module where the task names tests that none of its checks has."""
    counted = [i for i, result in enumerate(results) if result.counts]
    if not counted or not (missing := green.unmet(nodes)):
        return list(results)
    told = f"no test matches {', '.join(missing)} of `expected.green`"
    return [_failed(one, told) if i == counted[-1] else one for i, one in enumerate(results)]


def _failed(result: CheckResult, told: str) -> CheckResult:
    reason = f"{result.reason}; {told}" if result.reason else told
    return replace(result, outcome=Outcome.FAILED, reason=reason)


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


def _red(result: CheckResult, matching: Matching, may_be_red: Leave) -> CheckResult:
    """Let tests fail that failed on the base; name those that did not."""
    failing, known = matching.now.failing, matching.before.failing
    room: Counter[Key] = Counter(
        matching.successor(key_of(node)) for node in known if node not in matching.now.outcomes
    )
    already: list[str] = []
    expected: list[str] = []
    grown: list[str] = []
    for node in sorted(failing):
        if node in known:
            already.append(node)
        elif node not in matching.before.outcomes and room[key_of(node)] > 0:
            room[key_of(node)] -= 1
            already.append(node)
        else:
            (expected if may_be_red.node(node) else grown).append(node)
    result = replace(result, already_red=tuple(already), expected_red=tuple(expected))
    if not grown:
        return replace(result, outcome=Outcome.PASSED, reason="")
    if not known:
        return result
    told = f"{result.reason}; {_tests(grown)} did not fail on the base: {_named(grown)}"
    return replace(result, reason=told, broken_rules=(*result.broken_rules, RED))


def _broken(result: CheckResult, rule: str, what: str, remedy: str, nodes: Sequence[str]) -> CheckResult:
    told = f"{what}: {_named(nodes)}; {remedy.format('it' if len(nodes) == 1 else 'them')}, or {ASK}"
    return replace(_failed(result, told), broken_rules=(*result.broken_rules, rule))


def _named(nodes: Sequence[str]) -> str:
    more = f" and {len(nodes) - NAMED} more" if len(nodes) > NAMED else ""
    return ", ".join(nodes[:NAMED]) + more


def _tests(nodes: Sequence[str]) -> str:
    return f"{len(nodes)} test{'' if len(nodes) == 1 else 's'}"


def _do(nodes: Sequence[str]) -> str:
    return "does" if len(nodes) == 1 else "do"


def _are(nodes: Sequence[str]) -> str:
    return "is" if len(nodes) == 1 else "are"
