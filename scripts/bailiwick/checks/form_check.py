"""The rules about the form of code as one check among the others: what the agent's convention asks for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bailiwick.checks.form import RULES, FormChange, judge, read_rules
from bailiwick.domain import template
from bailiwick.domain.evidence import CheckResult, Outcome
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.checks.examination import Subject
    from bailiwick.checks.form import Finding, RuleSettings
    from bailiwick.domain.convention import Convention
    from bailiwick.git.diff import Change
    from bailiwick.git.repository import Repository

NAME = "form"
"""`<module>:form` in the evidence."""


def judged(repo: Repository, subject: Subject, changes: Sequence[Change]) -> CheckResult:
    """Judge a change; warnings are in the output and fail nothing."""
    started = time.monotonic()
    before, after = TreeReader(repo, subject.base), TreeReader(repo, subject.tree)
    paths = [c.path for c in changes]
    before.fetch(paths)
    reads_all = any(RULES[name].reads_all for name in subject.form)
    after.fetch([*paths, *(after.paths("**/*.py") if reads_all else ())])
    change = FormChange(tuple(paths), before.text, after.text, frozenset(after.paths("**")))
    found = judge(change, subject.form)
    broken = [finding for finding in found if not finding.warning]
    return CheckResult(
        name=f"{subject.module}:{NAME}",
        command=(),
        outcome=Outcome.FAILED if broken else Outcome.PASSED,
        reason=_reason(broken),
        duration_seconds=time.monotonic() - started,
        output_tail="\n".join(map(str, found)),
        broken_rules=tuple(dict.fromkeys(finding.rule for finding in broken)),
    )


def rules_of(convention: Convention, params: Mapping[str, str]) -> dict[str, RuleSettings]:
    """The rules of a convention with their settings, templates filled; what cannot be read was told at the start."""
    return read_rules(_filled(convention.rules, params))[0]


def _filled(value: Any, params: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return template.fill(value, params)
    if isinstance(value, dict):
        return {name: _filled(given, params) for name, given in value.items() if given is not None}
    return [_filled(one, params) for one in value] if isinstance(value, list) else value


def _reason(broken: Sequence[Finding]) -> str:
    if not broken:
        return ""
    more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
    return f"{broken[0]}{more}"
