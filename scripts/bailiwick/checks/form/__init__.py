"""The rules about the form of code: what a change looks like, judged without running anything."""

from __future__ import annotations

from bailiwick.checks.form.change import FormChange, Reader
from bailiwick.checks.form.finding import Finding
from bailiwick.checks.form.judge import judge
from bailiwick.checks.form.registry import RULES, read_rules
from bailiwick.checks.form.rule import RuleSettings

__all__ = ["RULES", "Finding", "FormChange", "Reader", "RuleSettings", "judge", "read_rules"]
