"""What a report claims, beside what the engine saw: a claim never replaces a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.contracts import Contracts
from bailiwick.conventions.spec.marks import borne, is_old, is_passed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Facts:
    """What the engine saw of a piece of work."""

    changed: Mapping[str, str]
    """Path → `A`, `M` or `D`, of everything that would land."""
    contracts: Contracts = field(default_factory=Contracts)
    """What the module has published, with what would land."""
    dependencies: frozenset[str] = frozenset()
    """Names of the packages that the change adds to the module's manifests."""
    lines: Callable[[str], int | None] = lambda _path: None
    """Number of lines of a file in that tree; None where it is not there."""
    passed_tests: frozenset[str] = field(default_factory=frozenset)
    """Node ids, from the module's first directory, of tests that were collected and passed."""
    off_contract: tuple[str, ...] = ()
    """Where the check of the contract found the code to be off it."""
    criteria: tuple[str, ...] = ()
    """Numbers of the success criteria."""
    met: frozenset[str] = field(default_factory=frozenset)
    """Those that were marked as done before."""
    claimed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Number → tests that the progress names for it already."""
    is_new: Callable[[str], bool] = lambda _node: True
    """Whether the work brings or changes a test, by its node id."""
    beside: frozenset[str] = field(default_factory=frozenset)
    """Files that the engine changes beside the work; a report may name them."""


def found(names: Iterable[str], report: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """Return what the report says that is not so, a sentence each; `names` are those of `Convention.compare`."""
    return tuple(text for name in names if name in COMPARISONS for text in COMPARISONS[name](report, facts))


def _files(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    claimed, real = set(report["files"]), set(facts.changed)
    if named := sorted(claimed - real - facts.beside):
        yield f"the report names files that the work does not change: {', '.join(named)}"
    if silent := sorted(real - claimed):
        yield f"the work changes files that the report does not name: {', '.join(silent)}"


def _commits(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    named = report.get("values", {}).get("commits")  # the tool asks for one subject, and has no list of them
    if named is not None and not named and facts.changed:
        yield "the report names no commit, and the work changes files"


def _endpoints(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    named = [(one["method"], one["path"]) for one in report["endpoints"]]
    if lacking := ", ".join(" ".join(one) for one in named if not facts.contracts.have(*one)):
        yield f"the report names endpoints that no contract of the module has: {lacking}: call publish_contract"


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
    yield from _misplaced("a deviation is said to be in", _rows(report, "deviations"), facts)


def _places(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    yield from _misplaced("a finding is said to be in", _rows(report, "findings"), facts)


def _attention(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    places = ((one["path"], one["line"]) for one in report.get("attention", ()))
    yield from _misplaced("attention is called to", places, facts)


def _bugs(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    places = ((one["path"], one["line"]) for one in report.get("bugs", ()))
    yield from _misplaced("a bug is said to be in", places, facts)


def _rows(report: Mapping[str, Any], part: str) -> Iterator[tuple[str, int]]:
    for row in report.get("values", {}).get(part, ()):
        path, _, line = row["File"].rpartition(":")
        yield (path, int(line)) if line.isdecimal() else (row["File"], 0)


def _misplaced(said: str, places: Iterable[tuple[str, int]], facts: Facts) -> Iterator[str]:
    for path, line in places:
        length = facts.lines(path)
        if length is None:
            yield f"{said} {path}, which is not there"
        elif not 1 <= line <= length:
            yield f"{said} line {line} of {path}, which has {length}"


def _results(report: Mapping[str, Any], _facts: Facts) -> Iterator[str]:
    values = report.get("values", {})
    if "tests_run" not in values:
        return
    ran, result, findings = values["tests_run"], values.get("result"), values.get("findings", ())
    if (ran == "NO") != (result == "NOT RUN"):
        yield f"the report says {ran} to tests that ran, and {result} of their result"
    if result == "SOME FAIL" and not findings:
        yield "the report says that tests fail and lists no finding"
    if values.get("conformity") == "NO" and not findings:
        yield "the report says NO to conformity and lists no finding"


def _contract(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    if report.get("values", {}).get("conformity") == "YES":
        yield from (f"the report says YES to conformity, and {found}" for found in facts.off_contract)


def _outcome(report: Mapping[str, Any], _facts: Facts) -> Iterator[str]:
    if report.get("values", {}).get("result") == "SOME FAIL":
        yield "the report says that tests fail, and every check passed"


def _criteria(report: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    claimed = report.get("criteria", {})
    for number, tests in claimed.items():
        if number not in facts.criteria:
            yield f"there is no success criterion {number}"
        if lacking := [test for test in tests if not is_passed(test, facts.passed_tests)]:
            named = ", ".join(lacking)
            yield f"criterion {number} is claimed by tests that were not collected or did not pass: {named}"
        elif number not in facts.met and is_old(tests, facts.claimed.get(number, ()), facts.is_new):
            named = ", ".join(tests)
            yield f"criterion {number} is claimed by tests that were there before and are not changed: {named}"
        if not tests:
            yield f"criterion {number} is claimed without a test"
    held = borne(facts.claimed, facts.passed_tests)
    settled = {*claimed, *(number for number in facts.met if held.get(number))}
    left = [number for number in facts.criteria if number not in settled]
    if report.get("open") and facts.criteria and not left:
        yield "the report claims every criterion and says that something is open"
    if left and not report.get("open"):
        yield f"the criteria {', '.join(left)} are neither claimed with a test nor is anything said to be open"


def plain(requirement: str) -> str:
    """The name of a package as it is compared: `Pydantic>=2` and `pydantic` are one."""
    match = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else requirement.strip().lower()


COMPARISONS: dict[str, Callable[[Mapping[str, Any], Facts], Iterator[str]]] = {
    "files": _files,
    "commits": _commits,
    "endpoints": _endpoints,
    "dependencies": _dependencies,
    "conformity": _conformity,
    "deviations": _deviations,
    "attention": _attention,
    "bugs": _bugs,
    "criteria": _criteria,
    "results": _results,
    "places": _places,
    "outcome": _outcome,
    "contract": _contract,
}
"""Name in `compare` → the comparison."""

AFTER_CHECKS = frozenset({"criteria", "outcome", "contract"})
"""Those that need to know which tests passed."""
