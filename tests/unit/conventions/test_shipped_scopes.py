"""What a role of a shipped convention may not write, also where the map gives it a module that holds everything."""

from __future__ import annotations

import pytest
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.files import conventions
from bailiwick.files.structure import nothing

ROOTS = (".claude", "docs", "services", "tickets")
NOT_AMONG = "not among what"


def scope_breach(convention: str, role: str, path: str) -> str:
    """The rule that forbids to write a path, or to add it; "" where none does."""
    shipped = conventions.named(convention, nothing)
    assert shipped
    agent = Agent("agent", role=role, convention=convention)
    whole = Structure(
        "shop", {"all": Module("all", ROOTS, ("agent",))}, {"agent": agent}, conventions={convention: shipped}
    )
    scope = whole.scope("agent", "all")
    return scope.breach(path) or scope.refuses_new(path) or ""


@pytest.mark.parametrize(
    ("convention", "role", "path", "rule"),
    [
        ("sprint", "coder", "services/orders/api.py", ""),
        ("sprint", "coder", ".claude/sprint/2/status.md", "denied by .claude/**"),
        ("sprint", "qa", "services/orders/tests/qa/test_a.py", ""),
        ("sprint", "qa", "services/orders/api.py", NOT_AMONG),
        ("sprint", "qa", ".claude/tests/status.md", "denied by .claude/**"),
        ("sprint", "qa", "services/tests/NOTES.md", "services/**/*.md"),
        ("sprint", "qa", "services/tests/NOTES.rst", "services/**/*.rst"),
        ("sprint", "qa", "services/tests/run.log", "services/**/*.log"),
        ("sprint", "architect", ".claude/sprint/2/api-contract.md", ""),
        ("sprint", "architect", ".claude/project-map.md", ""),
        ("sprint", "architect", ".claude/sprint/2/qa-report-1.md", "denied by .claude/**/*-report-*.md"),
        ("sprint", "architect", ".claude/sprint/2/specs.md", "denied by .claude/**/specs.md"),
        ("sprint", "architect", ".claude/sprint/2/.ui-test-done", "denied by .claude/**/.ui-test-done"),
        ("sprint", "architect", ".claude/agents/qa.md", "denied by .claude/agents/**"),
        ("sprint", "architect", ".claude/project-goals.md", "denied by .claude/project-goals.md"),
        ("design_docs", "coder", "services/pricing/api.py", ""),
        ("design_docs", "coder", "services/setup.py", NOT_AMONG),
        ("design_docs", "coder", "services/pricing/NOTES.md", NOT_AMONG),
        ("design_docs", "coder", "services/pricing/test_api.py", "denied by services/**/test_*.py"),
        ("design_docs", "coder", "services/pricing/api_test.py", "denied by services/**/*_test.py"),
        ("design_docs", "coder", "services/pricing/conftest.py", "denied by services/**/conftest.py"),
        ("design_docs", "coder", "services/pricing/tests/api.py", "denied by services/**/tests/**"),
        ("design_docs", "coder", "docs/designs/bulk/check.py", "denied by docs/designs/**"),
        ("design_docs", "coder", "docs/api-contracts/check.py", "denied by docs/api-contracts/**"),
        ("design_docs", "coder", "tickets/0042/check.py", "denied by tickets/**"),
    ],
)
def test_what_a_role_may_not_write(convention: str, role: str, path: str, rule: str) -> None:
    said = scope_breach(convention, role, path)
    assert (rule in said) if rule else said == ""
