"""Which file of a folder is the note that somebody calls by title, permalink or number?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.agents import front_matter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.git.tree_reader import TreeReader


class Names(NamedTuple):
    """What a note is called beside its path."""

    permalink: str
    title: str


def find(path: str, tree: TreeReader) -> list[str]:
    """Return the notes that `directory/identifier` can mean: the file itself, else by permalink, title or number."""
    found = tree.paths(path) or tree.paths(f"{path}.md")
    if found:
        return found
    names = tree.paths(f"{path.rpartition('/')[0]}/**")
    return meant(path, {name: _names(name, tree.text(name) or "") for name in names if name.endswith(".md")})


def meant(path: str, known: Mapping[str, Names]) -> list[str]:
    """Return those of some notes (path -> names) that `directory/identifier` can mean."""
    wanted = path.rpartition("/")[2]
    exact = [name for name, (permalink, _) in known.items() if permalink in {path, wanted}]
    return exact or [name for name, (_, title) in known.items() if _means(wanted, title, name)]


def ambiguous(path: str, found: Sequence[str]) -> str:
    """Say that more than one note is meant, and what to do."""
    return f"{path} may be any of: {', '.join(found)}; give the task its permalink or file name as parameter"


def _names(path: str, text: str) -> Names:
    """As the front matter says; the file's name where it has no title."""
    given = front_matter.parse(text).fields
    stem = path.rpartition("/")[2].removesuffix(".md")
    return Names(str(given.get("permalink") or ""), str(given.get("title") or stem))


def _means(wanted: str, title: str, path: str) -> bool:
    stem = path.rpartition("/")[2].removesuffix(".md")
    if wanted.casefold() in {title.casefold(), stem.casefold()}:
        return True
    number = re.match(r"([A-Za-z]+-\d+)\b", title) or re.match(r"([A-Za-z]+-\d+)\b", stem)
    return number is not None and number[1].casefold() == wanted.casefold()
