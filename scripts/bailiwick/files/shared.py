"""The shared files as a whole: do they hold what a run may rely on, and what do they say?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain.convention_rules import convention_problems
from bailiwick.domain.violation import Violation
from bailiwick.errors import ViolationsError
from bailiwick.files import conventions, schemas
from bailiwick.files.atomic import read_text
from bailiwick.files.json_source import Source
from bailiwick.files.paths import (
    API,
    CONVENTIONS,
    LEARNINGS,
    PLAN,
    SCHEMAS,
    STRUCTURE,
    STRUCTURE_SCHEMA,
    TASK_LIST,
    TASK_LIST_SCHEMA,
    TRANSITION_SCHEMA,
)
from bailiwick.files.semantics import by_existence, on_disk, structure_violations, task_list_violations
from bailiwick.files.structure import interpret, nothing
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bailiwick.domain.structure import Structure
    from bailiwick.files.structure import TextOf

__all__ = [
    "API",
    "LEARNINGS",
    "PLAN",
    "SCHEMAS",
    "STRUCTURE",
    "STRUCTURE_SCHEMA",
    "TASK_LIST",
    "TASK_LIST_SCHEMA",
    "TRANSITION_SCHEMA",
    "Judged",
    "SchemaTexts",
    "Shared",
    "check",
    "check_texts",
    "judge_texts",
    "load",
]

_HOW_TO_CREATE = {
    STRUCTURE: 'create it: {"project": "my_project", "modules": {}, "agents": {}}',
    TASK_LIST: 'create it: {"tasks": []}',
}


class SchemaTexts(NamedTuple):
    """The texts of the three schemas; None where the file is missing."""

    structure: str | None
    task_list: str | None
    transition: str | None


class Judged(NamedTuple):
    """What was found in the texts of map and list."""

    structure: Structure | None
    task_list: TaskList | None
    violations: list[Violation]
    """Sorted by file and line."""
    unfit_list: tuple[Violation, ...] = ()
    """Those among them that the schema of the list tells."""


@dataclass(frozen=True)
class Shared:
    """The shared files of one moment, free of violations."""

    root: Path
    structure: Structure
    task_list: TaskList
    transition_schema: str
    """Text of the schema that `transitions.refusals` asks."""


def load(root: Path) -> Shared:
    """Read and judge the shared files of a working tree.

    Raises:
        ViolationsError: every broken rule of both files, by schema and beyond, sorted by file and line.
    """
    shared, found = _read(root)
    if found or shared is None:
        raise ViolationsError(found)
    return shared


def check(root: Path) -> list[Violation]:
    """Return what `load` would raise; empty where all is well."""
    return _read(root)[1]


def check_texts(
    structure_text: str | None,
    task_list_text: str | None,
    schema_texts: SchemaTexts,
    exists: Callable[[str], bool] | None = None,
    text_of: TextOf = nothing,
) -> list[Violation]:
    """Judge texts that lie somewhere else, such as in an index.

    Args:
        structure_text: the map; None: the file is missing.
        task_list_text: the list; None: the file is missing.
        schema_texts: the schemas beside them.
        exists: tells whether a directory exists there; None: module directories are not looked for.
        text_of: reads the team's own conventions there.
    """
    return judge_texts(structure_text, task_list_text, schema_texts, exists, text_of).violations


def judge_texts(
    structure_text: str | None,
    task_list_text: str | None,
    schema_texts: SchemaTexts,
    exists: Callable[[str], bool] | None = None,
    text_of: TextOf = nothing,
) -> Judged:
    """Judge as `check_texts` does, and return also what the texts say and what their schemas refuse."""
    place_problem = by_existence(exists or (lambda _: True))
    return _judge(structure_text, task_list_text, schema_texts, place_problem, text_of)


def _read(root: Path) -> tuple[Shared | None, list[Violation]]:
    texts, unreadable = _texts(root, (STRUCTURE, TASK_LIST, *SCHEMAS))
    if unreadable:
        return None, unreadable
    schema_texts = SchemaTexts(*(texts[name] for name in SCHEMAS))
    text_of = text_reader(root)
    judged = _judge(texts[STRUCTURE], texts[TASK_LIST], schema_texts, on_disk(root), text_of)
    own = (path.relative_to(root).as_posix() for path in sorted((root / CONVENTIONS).glob("*.json")))
    found = [*judged.violations, *(v for path in own for v in convention_violations(text_of(path) or "", path))]
    if judged.structure is None or judged.task_list is None:
        return None, found
    return Shared(root, judged.structure, judged.task_list, schema_texts.transition or ""), found


def text_reader(root: Path) -> TextOf:
    """What reads files of a working tree that need not be there, such as the team's own conventions."""

    def text_of(path: str) -> str | None:
        try:
            return read_text(root / path)
        except (OSError, UnicodeDecodeError):
            return None

    return text_of


def convention_violations(text: str, file: str) -> list[Violation]:
    """Judge the text of a convention by its schema and by what the schema cannot say."""
    try:
        source = Source.parse(text, file)
    except ViolationsError as error:
        return list(error.violations)
    schema_text = read_text(conventions.SCHEMA)
    told = schemas.violations(source.value, schema_text, source, file, schema_file=conventions.SCHEMA.name)
    rules = [] if told else list(convention_problems(conventions.interpret(source)[0], PurePosixPath(file).stem))
    found = [*source.duplicates, *told, *(source.violation(*problem) for problem in rules)]
    return sorted(dict.fromkeys(found), key=lambda v: v.line or 0)


def _texts(root: Path, names: Iterable[str]) -> tuple[dict[str, str | None], list[Violation]]:
    texts: dict[str, str | None] = {}
    unreadable = []
    for name in names:
        try:
            texts[name] = read_text(root / name)
        except (FileNotFoundError, NotADirectoryError):
            texts[name] = None
        except UnicodeDecodeError as error:
            unreadable.append(Violation(name, "", f"not UTF-8: byte {error.start + 1}", remedy="save it as UTF-8"))
        except OSError as error:
            unreadable.append(Violation(name, "", f"cannot be read: {error.strerror}", remedy="put that right"))
    return texts, unreadable


def _judge(
    structure_text: str | None,
    task_list_text: str | None,
    schema_texts: SchemaTexts,
    place_problem: Callable[[str], str],
    text_of: TextOf = nothing,
) -> Judged:
    found: list[Violation] = []
    unfit: tuple[Violation, ...] = ()
    found += _schema_violations(schema_texts)
    structure, task_list = None, None
    if source := _parsed(structure_text, STRUCTURE, found):
        structure, problems = interpret(source, text_of=text_of)
        told = _fit(source, schema_texts.structure, STRUCTURE_SCHEMA)
        typed = [source.violation(*problem) for problem in problems]
        found += _merged(told, [*typed, *structure_violations(source, structure, place_problem)])
    if source := _parsed(task_list_text, TASK_LIST, found):
        task_list = TaskList.of(source, structure)
        told = _fit(source, schema_texts.task_list, TASK_LIST_SCHEMA)
        unfit = tuple(v for v in told if v.file == TASK_LIST)
        # Without a map every name would be unknown: one violation of the map would hide in a hundred of the list.
        rules = task_list_violations(task_list, structure) if structure else source.duplicates
        found += _merged(told, rules)
    return Judged(structure, task_list, sorted(dict.fromkeys(found), key=lambda v: (v.file, v.line or 0)), unfit)


def _parsed(text: str | None, file: str, found: list[Violation]) -> Source | None:
    if text is None:
        found.append(Violation(file, "", "the file is missing", remedy=_HOW_TO_CREATE[file]))
        return None
    try:
        return Source.parse(text, file)
    except ViolationsError as error:
        found += error.violations
        return None


def _schema_violations(schema_texts: SchemaTexts) -> list[Violation]:
    found = []
    for file, text in zip(SCHEMAS, schema_texts, strict=True):
        if text is None:
            remedy = "take the file from the Bailiwick repository"
            found.append(Violation(file, "", "the file is missing", remedy=remedy))
            continue
        try:
            schemas.compiled(text, file)
        except ViolationsError as error:
            found += error.violations
    return found


def _fit(source: Source, schema_text: str | None, schema_file: str) -> list[Violation]:
    if schema_text is None:
        return []
    try:
        return schemas.violations(source.value, schema_text, source, source.file, schema_file=schema_file)
    except ViolationsError as error:
        return list(error.violations)


def _merged(told: list[Violation], others: Iterable[Violation]) -> list[Violation]:
    """The schema's word comes first; a rule beyond it is not told again at the very same place."""
    places = {v.path for v in told}
    return told + [v for v in others if v.path not in places]
