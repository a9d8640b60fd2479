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
    return read_structure(content.decode("utf-8", "replace"))


def staged() -> Structure:
    """Read the map in the index; an empty one where there is none.

    Raises:
        InputError: it cannot be read.
    """
    content = quick.blob(f":{STRUCTURE}")
    return Structure("", {}, {}) if content is None else read_structure(content.decode("utf-8", "replace"))
