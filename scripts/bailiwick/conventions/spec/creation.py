"""A new specification: its number, its file, and what it begins with."""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bailiwick.conventions.spec.reading import number_of, read
from bailiwick.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bailiwick.git.repository import Repository

TITLE = r"[A-Za-z0-9][A-Za-z0-9 ._-]*"
"""What a title may be: it becomes the name of a file."""

_TEXT = """\
---
title: 'SPEC-{number}: {title}'
type: spec
permalink: {permalink}
tags: []
status: draft
---
## Why

## What

## How (High Level)

## How to Evaluate
### Success Criteria

### Testing Procedure

## Notes

## Observations

## Relations
"""


@contextmanager
def next_note(repo: Repository, directory: str, title: str, state: Path) -> Iterator[tuple[str, str]]:
    """Give path and text of a new note; `state` is for the lock, within which nobody else gets its number."""
    with atomic.side_lock(state / "spec_numbers"):
        number = next_number(_known(repo, directory))
        yield f"{directory}/{file_name(number, title)}", text(number, title, directory)


def _known(repo: Repository, directory: str) -> Iterator[str]:
    """Names that hold a number: of files there are and ever were, of titles and permalinks."""
    for path in (repo.root / directory).glob("*.md"):
        spec = read(path.read_text(encoding="utf-8", errors="replace"))
        yield from (path.stem, spec.title, spec.permalink)
    yield from repo.text("log", "--all", "--format=", "--name-only", "--", f"{directory}/").splitlines()


def next_number(names: Iterable[str]) -> int:
    """The number after the highest of all that were ever given: 10 comes after 9, and none comes again."""
    return 1 + max((number for name in names if (number := number_of(name)) is not None), default=0)


def file_name(number: int, title: str) -> str:
    """Such as `SPEC-12 Basket Quotes.md`."""
    return f"SPEC-{number} {title}.md"


def text(number: int, title: str, directory: str) -> str:
    """The skeleton; its permalink is number and slug of the title."""
    permalink = f"{directory}/spec-{number}-{_slug(title)}"
    return _TEXT.format(number=number, title=title, permalink=permalink)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
