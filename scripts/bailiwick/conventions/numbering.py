"""Under which name is a report kept? The number is the engine's: one above the highest there is, 10 after 9.

The first report of a round has the number of the round, unless that is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain import template
from bailiwick.domain.convention import ITERATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBER = "number"


def is_numbered(store: str) -> bool:
    """Tell whether a template of a path asks for a number of the engine."""
    return NUMBER in template.names(store)


def next_path(store: str, given: Mapping[str, str], taken: Iterable[str]) -> str:
    """Fill the template of a report's path.

    Args:
        store: The template, with `{number}`.
        given: What fills the rest of it, and the round of its team.
        taken: Paths that are there, or were; others than those of this template do not count.
    """
    head, _, tail = template.fill(store, _without_number(given)).partition(f"{{{NUMBER}}}")
    form = re.compile(rf"{re.escape(head)}([0-9]+){re.escape(tail)}")
    numbers = [int(match[1]) for path in taken if (match := form.fullmatch(path))]
    told = given.get(ITERATION, "")
    return f"{head}{max(max(numbers, default=0) + 1, int(told) if told.isdecimal() else 1)}{tail}"


def directory(store: str, given: Mapping[str, str]) -> str:
    """Where such reports lie."""
    return template.fill(store, _without_number(given)).rpartition("/")[0]


def _without_number(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name != NUMBER}
