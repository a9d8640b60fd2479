"""The rules of evidence that need no run: what a change says about itself."""

from __future__ import annotations

from bailiwick.checks.rules.change import ChangeSet, FileChange, Sources
from bailiwick.checks.rules.judge import judge_change

__all__ = ["ChangeSet", "FileChange", "Sources", "judge_change"]
