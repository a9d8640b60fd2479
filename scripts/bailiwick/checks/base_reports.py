"""How did the tests of a check end on the base? Remembered by the content they can have seen."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.checks.report import TestReport

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.structure import Check, Module

KEPT = 500
"""Reports; older ones are forgotten and the check runs on the base again when it is asked for."""


@dataclass(frozen=True)
class BaseReports:
    """A directory of reports, one file each. What a candidate showed when it landed is the base of the next one."""

    directory: Path

    def find(self, key: str) -> TestReport | None:
        """Return a remembered report; None where there is none, or none that can be read."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return TestReport.from_json(json.loads((self.directory / f"{key}.json").read_text(encoding="utf-8")))
        return None

    def remember(self, key: str, report: TestReport) -> None:
        """Keep a report; whoever reads meanwhile sees a whole one or none."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.directory, encoding="utf-8", delete=False) as file:
            json.dump(report.to_json(), file)
        os.replace(file.name, self.directory / f"{key}.json")  # noqa: PTH105 - the temporary file's name is a text
        self._forget()

    def _forget(self) -> None:
        kept = [path for path in self.directory.iterdir() if path.suffix == ".json"]
        if len(kept) > KEPT:
            for path in sorted(kept, key=_age)[: len(kept) - KEPT]:
                path.unlink(missing_ok=True)


def key(module: Module, name: str, check: Check, *, fingerprint: str, isolation: str) -> str:
    """Name a report by all that it depends on: the content, the check, and what runs it."""
    facts = [module.name, module.paths, module.setup, module.pytest_plugins, module.network, name, check.command]
    text = json.dumps([fingerprint, isolation, sys.version, check.report, *facts], default=list)
    return hashlib.sha256(text.encode()).hexdigest()


def _age(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
