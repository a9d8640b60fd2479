"""The escape suite from its flags to its exit status."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.checks import bytecode
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError, RefusedError
from bailiwick.sandbox.probe import KINDS, VARIABLE, probe, trial

from tests.escape import table, template, vector
from tests.escape.alarms import sound
from tests.escape.arena import GIT_CONFIG
from tests.escape.attempt import HOOKS
from tests.escape.forks import run_all
from tests.escape.judge import judge, settings
from tests.escape.needs import missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.escape.attempt import Tried
    from tests.escape.judge import Verdict
    from tests.escape.vector import Vector

VECTORS = Path(__file__).with_name("vectors")
NO_SANDBOX = "none"


def main(arguments: Sequence[str]) -> int:
    """Run it; 0 without a violation, 1 with one, 2 for flags or files that mean nothing."""
    options = _options(arguments)
    try:
        sandboxes, notes = _sandboxes(options.sandbox)
        for_runs, more = _for_runs(sandboxes)
        vectors = _vectors(options)
    except InputError as error:
        sys.stderr.write(f"escape-suite: {error}\n")
        return 2
    begun = time.monotonic()
    with _ground() as place:
        verdicts = _try_all(vectors, sandboxes, for_runs, place, options.jobs)
        alarms = [] if options.only else sound(sandboxes, place)
    report = table.Report(verdicts, sandboxes, notes + more, alarms, time.monotonic() - begun)
    told = (report.as_json(),) if options.json else (*report.lines(), report.last_line())
    sys.stdout.write("\n".join((*told, "")))
    return 1 if report.violations else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="escape-suite", description=__doc__)
    parser.add_argument("--cases", default="", help="directory with further vectors, see tests/escape/README.md")
    parser.add_argument("--sandbox", default="", help=f"try this sandbox alone: {', '.join((*KINDS, NO_SANDBOX))}")
    parser.add_argument("--only", default="", help="only vectors whose name holds this text")
    parser.add_argument("--jobs", type=int, default=(os.cpu_count() or 1) + 1, help="attempts at once")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _sandboxes(asked: str) -> tuple[list[str], list[str]]:
    """Names of the sandboxes that work here, and why others do not."""
    if asked == NO_SANDBOX:
        return [], ["sandboxes are left out"]
    if asked and asked not in KINDS:
        raise InputError(f"--sandbox: there is no sandbox {asked} ({nearest(asked, (*KINDS, NO_SANDBOX))})")
    found, notes = [], []
    for name in (asked,) if asked else KINDS:
        variants = KINDS[name].variants()
        if reason := trial(variants[0]) if variants else KINDS[name].missing:
            notes.append(f"{name} is not tried: {reason}")
        else:
            found.append(name)
    if asked and not found:
        raise InputError(f"--sandbox: {notes[0]}")
    return found, notes


def _for_runs(sandboxes: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those of the sandboxes with which this engine runs whole tasks, and why not with the others."""
    found, notes = [], []
    for name in sandboxes:
        try:
            probe(environ={VARIABLE: name})
            found.append(name)
        except RefusedError as error:
            notes.append(f"{name} is not tried in whole runs: {str(error).partition(';')[0]}")
    return found, notes


def _vectors(options: argparse.Namespace) -> list[Vector]:
    found = vector.load(VECTORS)
    if options.cases:
        directory = Path(options.cases)
        if not directory.is_dir():
            raise InputError(f"--cases: {directory} is not a directory")
        found += vector.load(directory)
    found = [v for v in found if options.only in v.name]
    if not found:
        raise InputError(f"--only: no vector has {options.only!r} in its name")
    return found


@contextmanager
def _ground() -> Iterator[Path]:
    """A directory that other users may enter, and a home without anything of the machine's."""
    with tempfile.TemporaryDirectory(prefix="bailiwick-escape-") as made:
        place = Path(made).resolve()
        place.chmod(0o755)
        (place / "home").mkdir()
        (place / "home/.gitconfig").write_text(GIT_CONFIG)
        os.environ |= {"HOME": str(place / "home"), "PRE_COMMIT_HOME": str(place / "pre-commit")}
        yield place


def _try_all(
    vectors: Sequence[Vector], sandboxes: Sequence[str], for_runs: Sequence[str], place: Path, jobs: int
) -> list[Verdict]:
    lacking = {v.name: missing(v.needs) for v in vectors}
    tried: dict[str, list[Tried]] = {v.name: [] for v in vectors}
    todo = [(v, setting) for v in vectors if not lacking[v.name] for setting in settings(v, sandboxes, for_runs)]
    templates = {hooks: place / f"template-{hooks}" for hooks in (False, True)}
    for hooks in {setting == HOOKS for _, setting in todo}:
        template.build(templates[hooks], hooks=hooks)
    bytecode.provide(place / "bytecode")
    for one in run_all(todo, templates, place, at_once=jobs):
        tried[one.vector].append(one)
        _progress(len(todo), sum(map(len, tried.values())))
    return [judge(v, tried[v.name], lacking[v.name], sandboxes) for v in vectors]


def _progress(whole: int, done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {whole} attempts{'' if done < whole else chr(10)}")
        sys.stderr.flush()
