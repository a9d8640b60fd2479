"""What is a rule of form?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bailiwick.checks.form.settings import RuleSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bailiwick.checks.form.finding import Fault
    from bailiwick.checks.form.reading import Reading

S = TypeVar("S", bound=RuleSettings)


@dataclass(frozen=True)
class Rule(Generic[S]):
    """One rule; pure, and silent about files that do not parse."""

    name: str
    about: str
    """One line: what must be so."""
    settings: type[S]
    judge: Callable[[Reading, S], Iterable[Fault]]
