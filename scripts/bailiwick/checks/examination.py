"""Is a tree what a task may be done by? The rules of evidence and every check, on fresh checkouts, against the base."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.checks import base_reports, bytecode, compare, own, pytest_check
from bailiwick.checks.rules import ChangeSet, FileChange, judge_change
from bailiwick.checks.run import Ran, run_checks
from bailiwick.domain.evidence import CheckResult, Outcome
from bailiwick.domain.task import Expected
from bailiwick.git import diff, objects, trees
from bailiwick.git.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bailiwick.checks.base_reports import BaseReports
    from bailiwick.checks.form import RuleSettings
    from bailiwick.checks.ground import Ground, Grounds
    from bailiwick.checks.report import TestReport
    from bailiwick.domain.structure import Module, Structure
    from bailiwick.git.diff import Change
    from bailiwick.git.repository import Repository

SHARED = "shared"
"""Left to the engine; its own writes there must not make the tests of a module unknown."""
MAX_SOURCE_BYTES = 2_000_000
"""A larger file is compared by its id alone."""


@dataclass(frozen=True)
class Subject:
    """What is examined."""

    base: str
    """Commit or tree that the work is a change of."""
    tree: str
    """Commit or tree that would land."""
    module: str
    expected: Expected = field(default_factory=Expected)
    reported_files: tuple[str, ...] = ()
    """What the coder says it changed."""
    form: Mapping[str, RuleSettings] = field(default_factory=dict)
    """Rules about the form of code that the agent's convention asks for."""
    own: tuple[str, ...] = ()
    """Checks of the engine's own that it asks for, see `checks.own`."""


@dataclass(frozen=True)
class Examiner:
    """The surroundings of examinations, the same for all of a run."""

    structure: Structure
    grounds: Grounds
    """The checkouts."""
    reports: BaseReports
    compiled: Path
    """Directory for bytecode, see `checks.bytecode`."""

    @property
    def repo(self) -> Repository:
        """Where the trees are."""
        return self.grounds.builder.repo

    def examine(self, subject: Subject) -> tuple[CheckResult, ...]:
        """Run the checks of a module, and of the modules that depend on it.

        Args:
            subject: what is examined.

        Returns:
            First the rules of evidence, then one result for each check; nothing where no module has a check.
        """
        names = (subject.module, *self.structure.dependents(subject.module))
        modules = [self.structure.modules[name] for name in names]
        if not any(module.checks for module in modules):
            return ()
        changes = diff.between(self.repo, subject.base, subject.tree)
        sources = self._sources(changes)
        with self.grounds.lend() as ground:
            ground.turn(subject.tree, subject.base)
            by_module = {m.name: {name: self._run_check(m, name, ground) for name in m.checks} for m in modules}
            added = tuple(own.results(subject.own, self.structure.modules[subject.module], sources, ground))
            checked = [
                result
                for module, ran in by_module.items()
                for result in self._compared(subject, self.structure.modules[module], ran, sources, ground)
            ]
        formed = self._formed(subject, changes)
        return (self._judged(subject, sources, by_module[subject.module].values()), *formed, *added, *checked)

    def tests(self, tree: str, module: str) -> tuple[int, int]:
        """How many tests passed, and how many there were, when this tree was examined for a module."""
        names = (module, *self.structure.dependents(module))
        places = [self.structure.modules[name] for name in names]
        found = [self.reports.find(self._key(tree, place, check)) for place in places for check in place.checks]
        counts = [report.counts() for report in found if report]
        return sum(one.passed for one in counts), sum(one.collected for one in counts)

    def passed_tests(self, tree: str, module: str) -> frozenset[str]:
        """Node ids of the tests that passed when this tree was examined, from the module's first directory."""
        place = self.structure.modules[module]
        reports = [self.reports.find(self._key(tree, place, name)) for name in place.checks]
        outcomes = [outcome for report in reports if report for outcome in report.outcomes.items()]
        return frozenset(node for node, outcome in outcomes if outcome == "passed")

    def _judged(self, subject: Subject, sources: Mapping[str, FileChange], ran: Iterable[Ran]) -> CheckResult:
        """The rules that need no run; only where the task asks for files is the tree listed."""
        module = self.structure.modules[subject.module]
        paths = trees.listing(self.repo, subject.tree, ("",)) if subject.expected.files else {}
        named = {node.partition("::")[0] for one in ran if one.report for node in one.report.outcomes}
        tests = frozenset(posixpath.normpath(posixpath.join(module.paths[0], path)) for path in named)
        return judge_change(
            ChangeSet(sources, frozenset(paths), tests),
            module=module,
            expected=subject.expected,
            reported_files=subject.reported_files,
        )

    def _formed(self, subject: Subject, changes: Sequence[Change]) -> tuple[CheckResult, ...]:
        if not subject.form:
            return ()
        from bailiwick.checks import form_check

        return (form_check.judged(self.repo, subject, changes),)

    def _compared(
        self,
        subject: Subject,
        module: Module,
        ran: Mapping[str, Ran],
        sources: Mapping[str, FileChange],
        ground: Ground,
    ) -> list[CheckResult]:
        on_base = self._on_base(subject.base, module, ran, ground)
        expected = subject.expected if module.name == subject.module else Expected()
        named = compare.Named.of(module, expected)
        changes = ChangeSet(sources)
        sides = compare.Sides(
            module.paths[0], changes.before(), changes.after(), partial(self._unchanged, subject.tree)
        )
        results: list[CheckResult] = []
        for name, one in ran.items():
            result = compare.against_base(one, on_base.get(name), rules=module.evidence, named=named, sides=sides)
            if one.report and result.outcome is Outcome.PASSED:
                self.reports.remember(self._key(subject.tree, module, name), one.report)
            results.append(result)
        nodes = {node for one in ran.values() if one.report for node in one.report.outcomes}
        return compare.with_missing(results, nodes, named.green)

    def _on_base(self, base: str, module: Module, ran: Mapping[str, Ran], ground: Ground) -> Mapping[str, TestReport]:
        """Reports of the module's checks on the base: remembered ones; the other checks are run there once."""
        keys = {name: self._key(base, module, name) for name, one in ran.items() if one.report}
        found = {name: report for name, key in keys.items() if (report := self.reports.find(key))}
        if unknown := [name for name in keys if name not in found]:
            ground.turn(base, base)
            for name in unknown:
                if report := self._run_check(module, name, ground).report:
                    self.reports.remember(keys[name], report)
                    found[name] = report
        return found

    def _run_check(self, module: Module, name: str, ground: Ground) -> Ran:
        check, builder = module.checks[name], ground.builder
        if broken := ground.ready(module):
            return Ran(CheckResult(f"{module.name}:{name}", check.command, broken.outcome, broken.reason, 0.0))
        lone = replace(module, setup=(), checks={name: check})
        (ran,) = run_checks(
            lone,
            ground.directory,
            builder.sandbox,
            scratch=ground.scratch,
            precompiled=self._precompiled(check.command),
            stop=builder.stop,
            record=builder.record,
        )
        return ran

    def _precompiled(self, command: tuple[str, ...]) -> Path | None:
        """What pytest is spared; making it takes seconds, so nothing else asks for it."""
        return bytecode.provide(self.compiled) if pytest_check.is_pytest(command) else None

    def _key(self, tree: str, module: Module, name: str) -> str:
        used = self._used(module.name)
        others = [path for m in self.structure.modules.values() if m.name not in used for path in m.paths]
        sandbox = self.grounds.builder.sandbox
        return base_reports.key(
            module,
            name,
            module.checks[name],
            fingerprint=fingerprint(self.repo, tree, (SHARED, *others)),
            isolation=sandbox.name if sandbox else "",
        )

    def _used(self, module: str) -> set[str]:
        """The module and all that it depends on, near or far."""
        found, waiting = set(), [module]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self.structure.modules[name].depends_on
        return found

    def _unchanged(self, tree: str, path: str) -> bytes | None:
        found = self.repo.try_git("cat-file", "blob", f"{tree}:{path}")
        return found.stdout if found.status == 0 and len(found.stdout) <= MAX_SOURCE_BYTES else None

    def _sources(self, changes: Sequence[Change]) -> dict[str, FileChange]:
        read = objects.read(self.repo, [i for c in changes for i in (c.old_id, c.new_id) if set(i) != {"0"}])

        def content(blob: str) -> bytes | None:
            if (found := read.get(blob)) is None:
                return None
            return found.data if len(found.data) <= MAX_SOURCE_BYTES else blob.encode()

        return {c.path: FileChange(content(c.old_id), content(c.new_id)) for c in changes}
