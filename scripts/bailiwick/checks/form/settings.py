"""What can be set of every rule of form?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from bailiwick.domain import glob

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
