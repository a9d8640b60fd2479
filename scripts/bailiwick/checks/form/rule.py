"""What is a rule of form: what a team may set of it, and what it says of a change?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from bailiwick.domain import glob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit

Glob = Annotated[str, StringConstraints(min_length=1)]


class RuleSettings(BaseModel):
    """Parameters that all rules share; a rule with more has a class of its own below this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    apply: Literal["changed", "all"] = "changed"
    """Added and changed definitions and lines, or all of a changed file."""
    mode: Literal["fail", "warn"] = "fail"
    only: tuple[Glob, ...] = ("**",)
    """Globs of the paths that are looked at."""
    exempt: tuple[Glob, ...] = ()
    """Globs of the paths that are not."""

    def covers(self, path: str) -> bool:
        """Tell whether a path is looked at."""
        return matches_any(self.only, path) and not matches_any(self.exempt, path)


def matches_any(globs: tuple[str, ...], path: str) -> bool:
    """Tell whether one glob matches; one without a slash may match the last name alone."""
    name = path.rpartition("/")[2]
    return any(glob.matches(one, path if "/" in one else name) or one == "**" for one in globs)


S = TypeVar("S", bound=RuleSettings)


class Fault(NamedTuple):
    """What a rule yields; who it is and how much it counts is added by the judge."""

    path: str
    """Relative to the repository; empty where it is about no file."""
    line: int
    """0 where it is about no line."""
    wrong: str
    mend: str


class Spot(NamedTuple):
    """What a rule finds in one file; it is a fault where it stands in something that counts."""

    line: int
    unit: Unit | None
    """What it is part of; None for the module as a whole."""
    wrong: str
    mend: str


@dataclass(frozen=True)
class Rule(Generic[S]):
    """One rule; pure, and silent about files that do not parse. Its name is that of its file."""

    about: str
    """One line: what must be so."""
    settings: type[S]
    judge: Callable[[Reading, S], Iterable[Fault]]
    reads_all: bool = False
    """It also reads files that are not changed."""


def in_each_file(find: Callable[[Source, S], Iterable[Spot]]) -> Callable[[Reading, S], Iterator[Fault]]:
    """Make a judgement out of one that looks at every changed Python file by itself."""

    def judge(reading: Reading, settings: S) -> Iterator[Fault]:
        for source in reading.python(settings):
            for line, unit, wrong, mend in find(source, settings):
                if reading.counts(source, unit, settings):
                    yield Fault(source.path, line, wrong, mend)

    return judge
