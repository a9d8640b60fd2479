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
from bailiwick.git import trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bailiwick.checks.ground import Ground
    from bailiwick.checks.rules import FileChange
    from bailiwick.domain.evidence import CheckResult
    from bailiwick.domain.structure import Module

ALONE = Path(__file__).with_name("alone")
IMPORTER = ALONE / "bailiwick_import.py"
IMPORTS = ALONE / "bailiwick_imports.py"


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
    changed = _modules(module, {path: change.after for path, change in sources.items()})
    for name in names:
        script, arguments = _CHECKS[name]
        paths = arguments(module, changed, ground)
        if paths:
            told = tuple(path for path in changed if path in paths)
            yield from _run(name, script, paths, told, module, ground)


def _run(
    name: str, script: Path, arguments: Iterable[str], told: tuple[str, ...], module: Module, ground: Ground
) -> Iterator[CheckResult]:
    builder = ground.builder
    python = (
        ".venv/bin/python" if (ground.directory / module.paths[0] / ".venv/bin/python").exists() else sys.executable
    )
    check = Check((python, "-I", "-B", str(script), *arguments))
    for ran in run_checks(
        replace(module, setup=(), checks={name: check}),
        ground.directory,
        builder.sandbox,
        scratch=ground.scratch,
        readable=(script,),
        stop=builder.stop,
        record=builder.record,
    ):
        # The same words on every machine: the evidence is compared with that of other checkouts.
        yield replace(ran.result, command=(name, *told), reason=_reason(ran.result), weak=False)


def _modules(module: Module, texts: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """Files of Python that are no tests, from the module's first directory; None for one that is gone."""
    home = PurePosixPath(module.paths[0])
    return {
        str(PurePosixPath(path).relative_to(home)): text
        for path, text in texts.items()
        if path.endswith(".py") and PurePosixPath(path).is_relative_to(home)
        if not is_test_file(path, text or b"")
    }


def _there(_module: Module, changed: Mapping[str, bytes | None], _ground: Ground) -> tuple[str, ...]:
    return tuple(path for path, text in changed.items() if text is not None)


def _all(module: Module, changed: Mapping[str, bytes | None], ground: Ground) -> tuple[str, ...]:
    """The changed ones, then every other of the tree."""
    if not changed:
        return ()
    listed = trees.listing(ground.builder.repo, ground.tree, [module.paths[0]])
    others = _modules(module, dict.fromkeys(listed))
    return (*changed, "--", *(path for path in others if path not in changed))


_CHECKS: Mapping[str, tuple[Path, Callable[[Module, Mapping[str, bytes | None], Ground], tuple[str, ...]]]] = {
    "quiet_import": (IMPORTER, _there),
    "imports": (IMPORTS, _all),
}
"""Name → the program that runs alone, and the files that it is given."""


def _reason(result: CheckResult) -> str:
    said = result.output_tail.strip().splitlines()
    return said[0] if result.outcome is Outcome.FAILED and said else result.reason
