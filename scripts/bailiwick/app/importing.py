"""`import-tasks`: another team's or program's tasks into the shared files."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.app.output import paper
from bailiwick.conventions.importing import repository, sources
from bailiwick.conventions.importing.entry import Setting
from bailiwick.conventions.importing.plan import Plan, build_plan
from bailiwick.errors import InputError, RefusedError
from bailiwick.files.atomic import read_text, replace_text, side_lock
from bailiwick.files.paths import TASK_LIST
from bailiwick.git.listing import files
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.repository import Found
    from bailiwick.flow.state import State


@dataclass(frozen=True)
class ImportOptions:
    """The flags of `import-tasks`."""

    path: str
    check: bool = False
    """Only report."""
    dry_run: bool = False
    """Report, and show what would change."""
    assign_to: str = ""
    prefix: str = ""
    json: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything may be written."""
        return not (self.check or self.dry_run)


def import_tasks(options: ImportOptions) -> int:
    """Read, report and write; 2 where a person must settle something.

    Raises:
        InputError: a flag or the path is unusable.
        RefusedError: a run is going on.
        LockedError: another process holds the list.
    """
    repo = Repository.open(Path.cwd())
    source = Path(options.path).expanduser()
    in_place = sources.name_of(source, repo.root) == TASK_LIST
    _fit(options, in_place=in_place)
    listed = files(repo)
    state = _state(repo) if options.writes or in_place else None  # a report leaves nothing behind
    with _alone(repo.root / TASK_LIST, state) if options.writes else nullcontext():
        found = repository.find(repo.root, source.absolute(), listed)
        setting = _setting(options, found, state if in_place else None)
        plan = build_plan(sources.read(source, repo.root), setting, found)
        texts = _changed(plan, found)
        before = {file: _text(repo.root / file) for file in texts}
        for file, text in texts.items() if options.writes else ():
            replace_text(repo.root / file, text)
    _report(options, plan, texts, before)
    return 2 if plan.errors else 0


def _report(options: ImportOptions, plan: Plan, texts: dict[str, str], before: dict[str, str]) -> None:
    from bailiwick.views.importing import report_difference, report_import

    if options.dry_run and not options.json:
        for file, text in texts.items():
            report_difference(file, before[file], text, paper())
    if not options.writes:  # a line of a text that is not there yet leads nowhere
        plan.findings = [replace(f, line=None) if f.file in texts else f for f in plan.findings]
    shown = None if options.check and not options.json else texts
    verb = "written" if options.writes else "would be written"
    report_import(plan, paper(), texts=shown, verb=verb, as_json=options.json)


def _fit(options: ImportOptions, *, in_place: bool) -> None:
    if options.prefix and in_place:
        raise InputError("--prefix is for lists from elsewhere: the ids of this list are in use")
    if any(c.isspace() for c in options.prefix):
        raise InputError(f"--prefix: expected a word without blanks, found {options.prefix!r}")


def _state(repo: Repository) -> State:
    from bailiwick.flow.state import open_state

    return open_state(repo)


@contextmanager
def _alone(path: Path, state: State | None) -> Iterator[None]:
    """Hold the list; a run that begins meanwhile waits with its first task, for to mark it needs the same lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with side_lock(path):
        if state and state.is_held():
            raise RefusedError("a run is going on: import when it has ended, or use --check")
        yield


def _setting(options: ImportOptions, found: Found, state: State | None) -> Setting:
    from bailiwick.flow.claims import claims

    agents = frozenset(found.structure.agents) if found.structure else frozenset()
    return Setting(agents, options.assign_to, options.prefix, frozenset(claims(state)) if state else frozenset())


def _changed(plan: Plan, found: Found) -> dict[str, str]:
    """File → new text of what changes."""
    if plan.task_list is None:
        return {}
    texts = {TASK_LIST: plan.task_list}
    if plan.proposed:
        texts[plan.proposed.file] = plan.proposed.text
    return {file: text for file, text in texts.items() if _text(found.root / file) != text}


def _text(path: Path) -> str:
    return read_text(path) if path.exists() else ""
