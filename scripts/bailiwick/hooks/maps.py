"""By which map is a commit judged?

An agent's by that of HEAD, so that no commit widens the scope it is judged by; a person's by the staged one, so that a
broken map can be mended.
"""

from __future__ import annotations

from bailiwick.domain.structure import Structure
from bailiwick.errors import InputError
from bailiwick.files.paths import STRUCTURE
from bailiwick.files.structure import read_structure
from bailiwick.git import quick


def committed() -> Structure:
    """Read the map of HEAD, before the very first commit the staged one.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    content = quick.as_committed(STRUCTURE)
    if content is None:
        raise InputError(
            f"no {STRUCTURE} is committed, so nothing says what an agent may change: commit it as a person"
        )
    return read_structure(content.decode("utf-8", "replace"), text_of=_committed_text)


def staged() -> Structure:
    """Read the map in the index; an empty one where there is none.

    Raises:
        InputError: it cannot be read.
    """
    content = quick.blob(f":{STRUCTURE}")
    if content is None:
        return Structure("", {}, {})
    return read_structure(content.decode("utf-8", "replace"), text_of=_staged_text)


def _committed_text(path: str) -> str | None:
    return _text(quick.as_committed(path))


def _staged_text(path: str) -> str | None:
    return _text(quick.blob(f":{path}"))


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
