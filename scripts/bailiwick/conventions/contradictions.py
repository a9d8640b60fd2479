"""What a report claims, beside what the engine saw: a claim never replaces a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Facts:
    """What the engine saw of a piece of work."""

    changed: Mapping[str, str]
    """Path → `A`, `M` or `D`, of everything that would land."""
    contracts: tuple[str, ...] = ()
    """Contract files of the module in the tree that would land."""
    dependencies: frozenset[str] = frozenset()
    """Names of the packages that the change adds to the module's manifests."""
    lines: Callable[[str], int | None] = lambda _path: None
    """Number of lines of a file in that tree; None where it is not there."""
    passed_tests: frozenset[str] = field(default_factory=frozenset)
    """Node ids, from the module's first directory, of tests that were collected and passed."""
    criteria: tuple[str, ...] = ()
    """Numbers of the success criteria."""


def found(names: Iterable[str], report: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """Return what the report says that is not so, a sentence each; `names` are those of `Convention.compare`."""
    return tuple(text for name in names if name in COMPARISONS for text in COMPARISONS[name](report, facts))


def _files(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    claimed, real = set(report["files"]), set(facts.changed)
    if named := sorted(claimed - real):
        yield f"the report names files that the work does not change: {', '.join(named)}"
    if silent := sorted(real - claimed):
        yield f"the work changes files that the report does not name: {', '.join(silent)}"


def _endpoints(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    if report["endpoints"] and not facts.contracts:
        yield "the report lists endpoints, and no contract is published: call publish_contract"


def _dependencies(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    claimed = {plain(text) for text in report["dependencies"]}
    if named := sorted(claimed - facts.dependencies):
        yield f"the report names dependencies that pyproject.toml does not get: {', '.join(named)}"
    if silent := sorted(facts.dependencies - claimed):
        yield f"pyproject.toml gets dependencies that the report does not name: {', '.join(silent)}"


def _conformity(report: Mapping[str, Any], _facts: Facts) -> Iterator[str]:
    values = report.get("values", {})
    deviations = values.get("deviations", ())
    if values.get("conformity") == "YES" and deviations:
        yield "the report says YES to conformity and lists deviations"
    if values.get("conformity") == "NO" and not deviations:
        yield "the report says NO to conformity and lists no deviation"


def _deviations(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    for row in report.get("values", {}).get("deviations", ()):
        path, _, line = row["File"].rpartition(":")
        length = facts.lines(path)
        if length is None:
            yield f"a deviation is said to be in {path}, which is not there"
        elif not 1 <= int(line) <= length:
            yield f"a deviation is said to be in line {line} of {path}, which has {length}"


def _criteria(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    claimed = report.get("criteria", {})
    for number, tests in claimed.items():
        if number not in facts.criteria:
            yield f"there is no success criterion {number}"
        if lacking := [test for test in tests if test not in facts.passed_tests]:
            named = ", ".join(lacking)
            yield f"criterion {number} is claimed by tests that were not collected or did not pass: {named}"
        if not tests:
            yield f"criterion {number} is claimed without a test"
    if report.get("open") and set(facts.criteria) <= set(claimed):
        yield "the report claims every criterion and says that something is open"


def plain(requirement: str) -> str:
    """The name of a package as it is compared: `Pydantic>=2` and `pydantic` are one."""
    match = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else requirement.strip().lower()


COMPARISONS: dict[str, Callable[[Mapping[str, Any], Facts], Iterator[str]]] = {
    "files": _files,
    "endpoints": _endpoints,
    "dependencies": _dependencies,
    "conformity": _conformity,
    "deviations": _deviations,
    "criteria": _criteria,
}
"""Name in `compare` → the comparison."""

AFTER_CHECKS = frozenset({"criteria"})
"""Those that need to know which tests passed."""
