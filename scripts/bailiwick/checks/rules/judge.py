"""What do the rules say that need no run? All of them, in one result beside those of the checks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import context_of
from bailiwick.checks.rules.behaviour import unchanged_behaviour
from bailiwick.checks.rules.constant import constant_assertions
from bailiwick.checks.rules.foreign import fallen_numbers
from bailiwick.checks.rules.functions import read_test_files
from bailiwick.checks.rules.kept import fallen_assertions
from bailiwick.checks.rules.leave import Leave
from bailiwick.checks.rules.promised import missing_files, untouched_files
from bailiwick.checks.rules.substance import aimless_tests
from bailiwick.domain.evidence import CheckResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.checks.rules.assertions import Context
    from bailiwick.checks.rules.change import ChangeSet, Sources
    from bailiwick.checks.rules.finding import Finding
    from bailiwick.domain.structure import EvidenceRules, Module
    from bailiwick.domain.task import Expected

NAME = "evidence"


def judge_change(
    changes: ChangeSet, *, module: Module, expected: Expected, reported_files: Sequence[str]
) -> CheckResult:
    """Judge a change by itself.

    Args:
        changes: base against the tree that would land.
        module: of the task; its `evidence` says which rules count.
        expected: what the task says of its own completion.
        reported_files: what the coder says it changed.

    Returns:
        A result named `<module>:evidence` without a command; its output lists every finding.
    """
    begun = time.monotonic()
    rules = module.evidence
    found = [f for f in _findings(changes, module, expected, reported_files) if getattr(rules, f.rule)]
    broken = tuple(dict.fromkeys(finding.rule for finding in found))
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return CheckResult(
        name=f"{module.name}:{NAME}",
        command=(),
        outcome=Outcome.FAILED if found else Outcome.PASSED,
        reason=f"{found[0]}{more}" if found else "",
        duration_seconds=time.monotonic() - begun,
        output_tail="\n".join(map(str, found)),
        broken_rules=broken,
    )


def _findings(
    changes: ChangeSet, module: Module, expected: Expected, reported_files: Sequence[str]
) -> Iterator[Finding]:
    if not expected.comments_only:
        yield from unchanged_behaviour(changes)
    yield from untouched_files(changes, reported_files, module)
    yield from missing_files(changes, expected.files)
    if _any_test_rule(module.evidence):
        yield from _of_tests(changes, Leave.of(module, expected))


def _any_test_rule(rules: EvidenceRules) -> bool:
    return rules.assertions_kept or rules.no_constant_assertions or rules.tests_test_something


def _of_tests(changes: ChangeSet, leave: Leave) -> Iterator[Finding]:
    before, after = (_contexts(side, changes.tests) for side in (changes.before(), changes.after()))
    found = sorted({
        *fallen_assertions(before, after),
        *constant_assertions(before, after),
        *aimless_tests(before, after),
        *fallen_numbers(changes),
    })  # fmt: skip
    by_path = {context.file.path: context for context in after}
    for finding in found:
        if not leave.file(finding.path) and not _may_change(finding, by_path.get(finding.path), leave):
            yield finding


def _contexts(sources: Sources, tests: frozenset[str]) -> list[Context]:
    files = read_test_files(sources, tests)
    return [context_of(file, [other for other in files.values() if other is not file]) for file in files.values()]


def _may_change(finding: Finding, context: Context | None, leave: Leave) -> bool:
    """Whether the task lets the very function change that a finding is about."""
    functions = context.file.functions.items() if context else ()
    return any(
        leave.function(finding.path, name)
        for name, function in functions
        if function.node.lineno <= finding.line <= (function.node.end_lineno or 0)
    )
