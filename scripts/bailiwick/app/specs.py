"""`invoke new-spec`: begins a specification under a number that nobody else gets."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.conventions.spec import creation
from bailiwick.domain.convention import PROGRESS
from bailiwick.errors import InputError
from bailiwick.files import shared
from bailiwick.flow.state import open_state
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
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
    (repo.root / directory).mkdir(parents=True, exist_ok=True)
    with (
        creation.next_note(repo, directory, title, open_state(repo).root) as (path, text),
        (repo.root / path).open("x", encoding="utf-8") as file,
    ):
        file.write(text)
    sys.stdout.write(f"{path}: fill it in, set its status to approved, and commit it\n")
    return 0


def _directory(structure: Structure) -> str:
    logs = [structure.convention(agent).log for agent in structure.agents]
    directories = [log.path.rpartition("/")[0] for log in logs if log.kind == PROGRESS]
    if not directories:
        raise InputError("no agent of the map works by specifications: give one the convention spec_notes")
    return directories[0]
