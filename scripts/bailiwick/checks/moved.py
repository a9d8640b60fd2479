"""Which test of now is a test of the base, where both reports and sources are known?

A test that is no longer there under its name may have been renamed, moved, merged into another or split into several.
It is still there where a test that ran has the same body, or where tests that ran have taken over all its assertions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bailiwick.checks.report import TestOutcome
from bailiwick.checks.rules import tests as sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.checks.report import TestReport
    from bailiwick.checks.rules.tests import Test

Key = tuple[str, str]
"""File as the report names it, and the function: `test_x`, or `TestA::test_x`."""
RAN = frozenset({TestOutcome.PASSED, TestOutcome.FAILED})


def key_of(node: str) -> Key:
    """Return the function that a test is a case of."""
    path, _, name = node.partition("::")
    return path, name.partition("[")[0]


def by_function(report: TestReport) -> dict[Key, dict[str, TestOutcome]]:
    """Sort the tests of a report by their functions."""
    found: dict[Key, dict[str, TestOutcome]] = {}
    for node, outcome in report.outcomes.items():
        found.setdefault(key_of(node), {})[node] = outcome
    return found


@dataclass
class Matching:
    """The functions of the base and what became of them."""

    before: TestReport
    now: TestReport
    read_before: Callable[[str], bytes | None]
    """File as a report names it -> its content on the base."""
    read_now: Callable[[str], bytes | None]
    successors: dict[Key, Key] = field(default_factory=dict)
    """Functions that are there under another name."""
    gone: list[Key] = field(default_factory=list)
    """Functions that have fewer cases now, and nothing has taken their place."""

    @cached_property
    def old(self) -> dict[Key, dict[str, TestOutcome]]:
        """Tests of the base by function."""
        return by_function(self.before)

    @cached_property
    def new(self) -> dict[Key, dict[str, TestOutcome]]:
        """Tests of now by function."""
        return by_function(self.now)

    def match(self) -> Matching:
        """Find them all; what is there under its own name with as many cases needs no look at the sources."""
        lost = [key for key, nodes in self.old.items() if len(self.new.get(key, {})) < len(nodes)]
        for pairing, must_be_lone in (
            (self._same_body_and_name, False),
            (self._same_body, False),
            (self._same_name, True),
            (self._same_demands, False),
        ):
            lost = [key for key in lost if not self._succeeds(key, pairing, must_be_lone=must_be_lone)]
        self.gone = [key for key in lost if not self._is_taken_over(key) and not self._is_double(key)]
        return self

    def successor(self, key: Key) -> Key:
        """Return the function that stands for one of the base now."""
        return self.successors.get(key, key)

    def _succeeds(self, key: Key, pairing: Callable[[Key, Key], bool], *, must_be_lone: bool) -> bool:
        if key in self.new:  # it is there, with fewer cases
            return False
        taken = set(self.successors.values())
        found = [
            other
            for other, nodes in self.new.items()
            if other not in self.old and other not in taken and len(nodes) >= len(self.old[key]) and pairing(key, other)
        ]
        if not found or (must_be_lone and len(found) > 1):
            return False
        self.successors[key] = found[0]
        return True

    def _same_name(self, key: Key, other: Key) -> bool:
        return _last(key) == _last(other)

    def _same_body(self, key: Key, other: Key) -> bool:
        was, here = self._test(key, self._old_tests), self._test(other, self._new_tests)
        return was is not None and here is not None and was.shape == here.shape

    def _same_demands(self, key: Key, other: Key) -> bool:
        """Whether a test of the same file asserts on all that it asserted on, and as much: with other expectations."""
        was, here = self._test(key, self._old_tests), self._test(other, self._new_tests)
        if was is None or here is None or key[0] != other[0]:
            return False
        return bool(was.demands) and not was.demands - here.demands

    def _same_body_and_name(self, key: Key, other: Key) -> bool:
        return self._same_name(key, other) and self._same_body(key, other)

    def _is_taken_over(self, key: Key) -> bool:
        """Whether its assertions, written out case by case, are held by tests that ran and did not hold them before.

        Where not just as they were, then about the result of functions of the same names: what was set up before, and
        how it was imported, may have changed.
        """
        was, here = self._test(key, self._old_tests), self._test(key, self._new_tests)
        if was is None or not was.instances:
            return False
        for asserted, gained in ((_exact, self._gained), (_loose, self._gained_loosely)):
            missing = asserted(was) - (asserted(here) if here is not None and key in self.new else Counter())
            if missing and not missing - gained:
                gained.subtract(missing)
                return True
        return False

    def _is_double(self, key: Key) -> bool:
        """Whether another test that ran has the very same body."""
        was = self._test(key, self._old_tests)
        if was is None or key in self.new:
            return False
        return any(
            here is not None and here.body == was.body
            for other, nodes in self.new.items()
            if other != key and RAN & set(nodes.values())
            for here in (self._test(other, self._new_tests),)
        )

    @cached_property
    def _gained(self) -> Counter[str]:
        """Assertions that tests hold which ran, and which neither they nor what they stand for held on the base."""
        return self._more(_exact)

    @cached_property
    def _gained_loosely(self) -> Counter[str]:
        return self._more(_loose)

    def _more(self, asserted: Callable[[Test], Counter[str]]) -> Counter[str]:
        origins = {now: was for was, now in self.successors.items()}
        found: Counter[str] = Counter()
        for key, nodes in self.new.items():
            here = self._test(key, self._new_tests) if RAN & set(nodes.values()) else None
            if here is not None and self._is_changed(key[0]):
                origin = origins.get(key, key)
                was = self._test(origin, self._old_tests) if origin in self.old else None
                found += asserted(here) - (asserted(was) if was else Counter())
        return found

    def _is_changed(self, path: str) -> bool:
        return self.read_before(path) != self.read_now(path)

    def _test(self, key: Key, tests: Callable[[str], Mapping[str, Test]]) -> Test | None:
        return tests(key[0]).get(key[1])

    def _old_tests(self, path: str) -> Mapping[str, Test]:
        return sources.tests_of(path, self.read_before(path))

    def _new_tests(self, path: str) -> Mapping[str, Test]:
        return sources.tests_of(path, self.read_now(path))


def _exact(test: Test) -> Counter[str]:
    return test.instances


def _loose(test: Test) -> Counter[str]:
    return test.loose


def _last(key: Key) -> str:
    return key[1].rpartition("::")[2]
