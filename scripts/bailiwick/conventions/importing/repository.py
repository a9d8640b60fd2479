"""The shared files that an import meets, read without a judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.finding import of_violation
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files.atomic import read_text
from bailiwick.files.json_source import Source
from bailiwick.files.paths import SCHEMAS, STRUCTURE, TASK_LIST
from bailiwick.files.shared import SchemaTexts
from bailiwick.files.structure import interpret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.domain.structure import Structure


@dataclass(frozen=True)
class Found:
    """The shared files of a working tree; None for what is missing."""

    root: Path
    task_list: str | None
    structure_text: str | None
    schemas: SchemaTexts
    structure: Structure | None = None
    """The map, where it has the canonical form."""
    files: tuple[str, ...] = ()
    """Paths of all files of the repository, POSIX."""
    wild_map: Any = None
    """A structure file of another shape."""
    wild_map_file: str = ""
    unreadable: tuple[Finding, ...] = ()


def find(root: Path, beside: Path, files: Sequence[str]) -> Found:
    """Read the shared files, and a structure file of another shape in `shared/`, at the root or beside the source.

    Raises:
        InputError: a file is there that cannot be read.
    """
    structure_text = _text(root / STRUCTURE)
    schemas = SchemaTexts(*(_text(root / name) for name in SCHEMAS))
    structure = _structure(structure_text)
    wild, name, unreadable = None, "", []
    if structure is None:
        directory = beside if beside.is_dir() else beside.parent
        for place in dict.fromkeys(
            (root / STRUCTURE, root / "project_structure.json", directory / "project_structure.json")
        ):
            if (text := _text(place)) is None:
                continue
            name = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
            try:
                wild = Source.parse(text, name).value
            except ViolationsError as error:
                unreadable += [of_violation(v) for v in error.violations]
            break
    return Found(
        root,
        _text(root / TASK_LIST),
        structure_text,
        schemas,
        structure,
        tuple(files),
        wild_map=wild,
        wild_map_file=name,
        unreadable=tuple(unreadable),
    )


def _structure(text: str | None) -> Structure | None:
    if text is None:
        return None
    try:
        source = Source.parse(text, STRUCTURE)
    except ViolationsError:
        return None
    value = source.value
    if not isinstance(value, dict) or not all(isinstance(value.get(k), dict) for k in ("modules", "agents")):
        return None
    return interpret(source)[0]


def _text(path: Path) -> str | None:
    try:
        return read_text(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: byte {error.start + 1}: save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
