"""`shared/e2e_scenarios.json`: what was tried end to end, how it went, and whose a failure is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError, model_validator

from bailiwick.domain.convention import SCENARIOS
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import Source, path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.structure import Structure

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Changes(_Part):
    """What made the run necessary."""

    files_changed: list[str]
    impact_zones: list[str] = Field(description="Modules of the map, or paths, that the change reaches")
    summary: str


class Meta(_Part):
    """The run as a whole."""

    run_id: Filled
    date: Filled
    trigger: str
    changes: Changes
    servers: JsonValue
    started_at: str
    completed_at: str
    verdict: str


class Scenario(_Part):
    """One way through the product."""

    id: Filled
    phase: str
    title: Filled
    description: str
    triggered_by: str = Field(description="Module of the map, or path, that it tries; its owner gets a failure")
    preconditions: list[str]
    depends_on: list[str] = Field(description="Ids of scenarios")
    steps: list[JsonValue]
    severity: Literal["CRITICAL", "MAJOR", "MINOR"] = "CRITICAL"
    result: Literal["PASS", "FAIL", "SKIP", "ERROR", "PENDING"]
    failure_summary: str | None = None
    bug_fix_hint: str | None = None


class Scenarios(_Part):
    """The whole file."""

    meta: Meta
    scenarios: Annotated[list[Scenario], Field(min_length=1)]
    summary: dict[str, JsonValue]

    @model_validator(mode="after")
    def _agrees(self) -> Scenarios:
        ids = [one.id for one in self.scenarios]
        wrong = [f"the id {name} stands twice" for name in dict.fromkeys(ids) if ids.count(name) > 1]
        for one in self.scenarios:
            wrong += [f"{one.id} depends on {name}, which is not there" for name in one.depends_on if name not in ids]
            if one.result == "FAIL" and not one.failure_summary:
                wrong.append(f"{one.id} says FAIL without a failure_summary")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def failures(self, structure: Structure) -> list[tuple[Scenario, tuple[str, str] | None]]:
        """Each FAIL that is more than MINOR, with agent and module of what it tries; None where nobody owns that."""
        failed = (one for one in self.scenarios if one.result == "FAIL" and one.severity != "MINOR")
        return [(one, self._owner(one, structure)) for one in failed]

    def _owner(self, scenario: Scenario, structure: Structure) -> tuple[str, str] | None:
        for place in (scenario.triggered_by, *self.meta.changes.impact_zones):
            module = structure.modules.get(place)
            if owner := (module.agents[0], place) if module and module.agents else structure.owner_of(place):
                return owner
        return None


def faults(text: str) -> Iterator[tuple[int, str]]:
    """Line and words for everything in the file that does not fit; 0 where no line is meant."""
    try:
        source = Source.parse(text, SCENARIOS)
    except ViolationsError as error:
        yield from ((one.line or 0, one.message) for one in error.violations)
        return
    yield from ((one.line or 0, one.message) for one in source.duplicates)
    try:
        Scenarios.model_validate(source.value)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=False):
            yield source.line(one["loc"]), f"{path_text(one['loc'])}: {one['msg'].removeprefix('Value error, ')}"
