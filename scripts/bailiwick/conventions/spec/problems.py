"""Why can work on a specification not begin?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.spec import status
from bailiwick.conventions.spec.guard import SECTIONS, is_called
from bailiwick.conventions.spec.reading import CRITERIA, EVALUATION, number_of, read
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.spec.reading import Spec

_ONCE = (*SECTIONS, EVALUATION, CRITERIA)


def problems(text: str, *, checked: str) -> Iterator[str]:
    """Yield each reason, all of them at once; the text is that of the whole note."""
    spec = read(text, checked=checked)
    yield from _standing(spec)
    yield from _numbers(spec)
    heads = [head.text for head in markdown.headings(markdown.lines(text))]
    for name in _ONCE:
        if (count := sum(is_called(head, name) for head in heads)) > 1:
            yield f"the heading {name} stands {count} times: leave one"
    if not spec.criteria:
        yield f"it has no success criteria: write `- [ ] 1. ...` below {CRITERIA}"
    for number in sorted({n for n in spec.numbers if spec.numbers.count(n) > 1}):
        yield f"{spec.numbers.count(number)} criteria have the number {number}: number them anew"


def _standing(spec: Spec) -> Iterator[str]:
    known = ", ".join(status.STATUSES)
    match status.standing(spec):
        case "":
            yield f'its status "{spec.status}" is none of {known}: a person decides which it is'
        case found if not status.may_begin(spec):
            yield f"it is {found}: a person sets its status to {status.APPROVED} before work on it begins"


def _numbers(spec: Spec) -> Iterator[str]:
    title, permalink = number_of(spec.title), number_of(spec.permalink)
    if title is not None and permalink is not None and title != permalink:
        yield f"its title has the number {title} and its permalink {permalink}: make them one"
