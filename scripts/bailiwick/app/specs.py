"""`invoke new-spec`: begins a specification under a number that nobody else gets."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.conventions.spec import creation, reading
from bailiwick.conventions.spec.gate import LOG
from bailiwick.errors import InputError
from bailiwick.files import atomic, shared
from bailiwick.flow.state import open_state
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.structure import Structure


def new_spec(title: str) -> int:
    """Write the skeleton of a specification into the working copy, uncommitted, and say where.

    Raises:
        InputError: no agent works by specifications, or the title cannot be the name of a file.
    """
    title = " ".join(title.split())
    if not re.fullmatch(creation.TITLE, title):
        raise InputError(f'--title: "{title}" cannot name a file: use letters, digits, spaces, dots and hyphens')
    repo = Repository.open(Path.cwd())
    directory = _directory(shared.load(repo.root).structure)
    place = repo.root / directory
    place.mkdir(parents=True, exist_ok=True)
    with atomic.side_lock(open_state(repo).root / "spec_numbers"):
        number = creation.next_number(_known(repo, directory))
        path = place / creation.file_name(number, title)
        with path.open("x", encoding="utf-8") as file:
            file.write(creation.text(number, title, directory))
    sys.stdout.write(f"{path.relative_to(repo.root)}: fill it in, set its status to approved, and commit it\n")
    return 0


def _directory(structure: Structure) -> str:
    logs = [structure.convention(agent).log for agent in structure.agents]
    directories = [log.path.rpartition("/")[0] for log in logs if log.kind == LOG]
    if not directories:
        raise InputError("no agent of the map works by specifications: give one the convention spec_notes")
    return directories[0]


def _known(repo: Repository, directory: str) -> Iterator[str]:
    """Names that hold a number: of files there are and ever were, of titles and permalinks."""
    for path in (repo.root / directory).glob("*.md"):
        spec = reading.read(path.read_text(encoding="utf-8", errors="replace"))
        yield from (path.stem, spec.title, spec.permalink)
    yield from repo.text("log", "--all", "--format=", "--name-only", "--", f"{directory}/").splitlines()
