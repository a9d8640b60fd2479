"""Checks of the engine's own that a convention asks for beside those of the map, run in the sandbox like them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.checks.rules.functions import is_test_file
from bailiwick.checks.run import run_checks
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.ground import Ground
    from bailiwick.checks.rules import FileChange
    from bailiwick.domain.evidence import CheckResult
    from bailiwick.domain.structure import Module

IMPORTER = Path(__file__).with_name("alone") / "bailiwick_import.py"
QUIET_IMPORT = "quiet_import"


def results(
    names: tuple[str, ...], module: Module, sources: Mapping[str, FileChange], ground: Ground
) -> Iterator[CheckResult]:
    """Run the checks that are named in `Convention.checks`; nothing where no file is meant.

    Args:
        names: Of the checks.
        module: In whose first directory, and under whose limits, they run.
        sources: What was changed.
        ground: Holds the tree that would land.
    """
    paths = _modules(module, sources)
    if QUIET_IMPORT not in names or not paths:
        return
    builder = ground.builder
    python = (
        ".venv/bin/python" if (ground.directory / module.paths[0] / ".venv/bin/python").exists() else sys.executable
    )
    check = Check((python, "-I", "-B", str(IMPORTER), *paths))
    lone = replace(module, setup=(), checks={QUIET_IMPORT: check})
    for ran in run_checks(
        lone,
        ground.directory,
        builder.sandbox,
        scratch=ground.scratch,
        readable=(IMPORTER,),
        stop=builder.stop,
        record=builder.record,
    ):
        # The same words on every machine: the evidence is compared with that of other checkouts.
        yield replace(ran.result, command=(QUIET_IMPORT, *paths), reason=_reason(ran.result), weak=False)


def _modules(module: Module, sources: Mapping[str, FileChange]) -> tuple[str, ...]:
    """Changed files of Python that are still there and no tests, from the module's first directory."""
    home = PurePosixPath(module.paths[0])
    return tuple(
        str(PurePosixPath(path).relative_to(home))
        for path, change in sources.items()
        if path.endswith(".py") and PurePosixPath(path).is_relative_to(home)
        if change.after is not None and not is_test_file(path, change.after)
    )


def _reason(result: CheckResult) -> str:
    said = result.output_tail.strip().splitlines()
    return said[0] if result.outcome is Outcome.FAILED and said else result.reason
