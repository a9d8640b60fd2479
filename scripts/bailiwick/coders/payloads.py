"""The structured values that a coder hands over through its tools, each validated before it is believed."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _each_as_text(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, AfterValidator(_one_line)]
"""Text that is kept on one line; may be empty."""
FilledLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)]
FilledText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Lines = Annotated[list[FilledLine], BeforeValidator(_each_as_text)]


class Payload(BaseModel):
    """Base of all: frozen; unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(Payload):
    """One endpoint, as it is written into the contracts of `shared/plan.md`."""

    method: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]+$")] = Field(
        description="GET, POST, ... or CALL for a function that other modules import"
    )
    path: FilledLine = Field(description="/quotes/{id}, or the dotted name of the function")
    request: Line = Field(default="", description="QuoteRequest {sku: str, quantity: int}")
    response: Line = Field(default="", description="200 Quote {total_cents: int}; 404 unknown sku")


class Report(Payload):
    """What a coder says about its finished work. A claim never replaces a fact."""

    summary: FilledText = Field(description="What was done and why, in one to five sentences")
    files: Lines = Field(default_factory=list, description="Paths that were created, changed or deleted")
    commit_subject: Line = Field(default="", description="Subject of the commit, in the form stated in your rules")
    endpoints: list[Endpoint] = Field(default_factory=list, description="Endpoints that were added or changed")
    dependencies: Lines = Field(default_factory=list, description="Packages that were added, such as pydantic>=2.7")
    assumptions: Lines = Field(default_factory=list, description="What you took for granted where the task was silent")


def plain_report(**said: Any) -> dict[str, Any]:
    """JSON of a report that is not a coder's, taken as it is; what is not said is empty."""
    return Report.model_construct(**said).model_dump(mode="json")


class Deviation(Payload):
    """Where the work departs from the design."""

    kind: Literal["internal", "interface", "contract"] = Field(
        description="internal: nobody outside sees it; interface: the design's changes; contract: others rely on it"
    )
    text: FilledLine = Field(description="What is otherwise, and why")


class Attention(Payload):
    """A place at which a reviewer should look."""

    path: FilledLine = Field(description="File, relative to the repository")
    line: int = Field(ge=1, description="Line in it")
    text: FilledLine = Field(description="What to look at")


class _Deviations(Payload):
    deviations: list[Deviation] = Field(default_factory=list, description="Where the work departs from the design")


class _Attention(Payload):
    attention: list[Attention] = Field(default_factory=list, description="Places at which a reviewer should look")


class _Bugs(Payload):
    bugs: list[Attention] = Field(
        default_factory=list, description="Faults that you came across and left as they are; each becomes a task"
    )


class _Criteria(Payload):
    criteria: dict[str, Lines] = Field(
        default_factory=dict,
        description="Number of each success criterion that is met, and the tests for it, as tests/test_x.py::test_y",
    )


class _Decisions(Payload):
    decisions: Lines = Field(default_factory=list, description="What was decided and why, a sentence each")


class _Open(Payload):
    open: Lines = Field(default_factory=list, description="What is left to be done")


_FIELDS: dict[str, type[Payload]] = {
    "deviations": _Deviations,
    "attention": _Attention,
    "bugs": _Bugs,
    "criteria": _Criteria,
    "decisions": _Decisions,
    "open": _Open,
}


@cache
def report_model(fields: tuple[str, ...]) -> type[Report]:
    """The report that `finish` takes, with the fields that a convention adds."""
    added: dict[str, Any] = {
        name: (field.annotation, field) for key in fields for name, field in _FIELDS[key].model_fields.items()
    }
    return create_model("Report", __base__=Report, __doc__=Report.__doc__, **added) if added else Report


class RequestChange(Payload):
    """A wish for a change in a place that another agent owns."""

    module: FilledLine = Field(description="Name of the module in which something has to change")
    title: FilledLine = Field(description="Title of the new task, in a few words")
    description: FilledText = Field(description="What is needed and why; the owner sees nothing but this")
    assigned_to: Line = Field(default="", description="Agent; needed only where the module has more than one")


class RequestedChange(RequestChange):
    """The same, with the agent filled in by the engine."""

    assigned_to: FilledLine


class Question(Payload):
    """A question that only a person can answer."""

    question: FilledText = Field(description="The question, with what you would do for each answer")


class PlannedModule(Payload):
    """A module that the map does not have yet."""

    name: FilledLine = Field(description="Name, such as pricing")
    path: FilledLine = Field(description="Its directory, relative to the repository")
    agent: FilledLine | Lines = Field(description="Agent that owns it, or agents whose scopes have no file in common")
    depends_on: Lines = Field(default_factory=list, description="Names of the modules that it uses")
    reviewers: Lines = Field(default_factory=list, description="Agents that review it")
    checks: dict[str, Lines] = Field(
        default_factory=dict, description='Name and command of each check: {"tests": ["pytest", "-q"]}'
    )


class PlannedScope(Payload):
    """What an agent may write inside the directories of its modules."""

    write: Lines = Field(default_factory=list, description="Globs such as src/**; none: everything")
    deny: Lines = Field(default_factory=list, description="Globs that are taken out, such as tests/**")


class PlannedAgent(Payload):
    """An agent that the map does not have yet."""

    name: FilledLine = Field(description="Name, such as python_coder")
    role: FilledLine = Field(default="coder", description="coder, reviewer, or a role of its convention")
    convention: Line = Field(default="", description="Name of its convention; empty: task_list")
    definition: Line = Field(default="", description="Path of its definition file, where there is one")
    scope: PlannedScope = Field(default_factory=PlannedScope)


class PlannedContract(Payload):
    """An endpoint that one module promises to another."""

    module: FilledLine
    method: FilledLine
    path: FilledLine
    request: Line = ""
    response: Line = ""


class PlannedEvidence(Payload):
    """What the work on a task must or may show."""

    files: Lines = Field(default_factory=list, description="Globs of files that must land; a contract that is promised")
    red: Lines = Field(default_factory=list, description="Tests that may fail, because they are written first")
    green: Lines = Field(default_factory=list, description="Tests that must be there and pass")


class PlannedTask(Payload):
    """A task that would be added."""

    ref: FilledLine = Field(description="A name of your choice, by which other tasks of this proposal refer to it")
    title: FilledLine
    assigned_to: FilledLine = Field(description="Agent")
    module: FilledLine
    description: FilledText
    acceptance_criteria: Lines = Field(default_factory=list, description="What must be true, each checkable")
    blocked_by: Lines = Field(default_factory=list, description="Refs of this proposal, or ids of tasks in the list")
    question: Line = Field(default="", description="What a person must answer before it can begin; empty: nothing")
    expected: PlannedEvidence = Field(default_factory=PlannedEvidence)
    params: dict[str, str] = Field(default_factory=dict, description="Parameters of the agent's convention")


class PlanProposal(Payload):
    """Plan, additions to the map, and tasks, for a person to approve."""

    project_name: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9_]+$")] = Field(
        description="snake_case; taken where the plan has none"
    )
    summary: FilledText = Field(description="How the goal is reached, in a few sentences")
    modules: list[PlannedModule] = Field(default_factory=list, description="Modules that are new")
    agents: list[PlannedAgent] = Field(default_factory=list, description="Agents that are new")
    architecture: Lines = Field(
        default_factory=list, description="Reviewers of every task, where the map has none and two coders or more"
    )
    contracts: list[PlannedContract] = Field(default_factory=list, description="Contracts between modules")
    entities: Lines = Field(default_factory=list, description="Database entities with their fields")
    tech_stack: Lines = Field(default_factory=list, description="Languages, frameworks, tools")
    existing_code: Lines = Field(default_factory=list, description="What is there already and is built upon")
    tasks: list[PlannedTask] = Field(description="In the order of the work; none where only directories are proposed")


class ContractFile(Payload):
    """A contract that other modules rely on."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = Field(
        description="File name such as openapi.json or types.ts; no directory"
    )
    content: FilledText = Field(description="The whole file")
    endpoints: list[Endpoint] = Field(default_factory=list, description="Each endpoint that the file describes")


class Assessment(Payload):
    """How the work stands."""

    assessment: FilledLine = Field(description="Forward, back or in a circle, and why; no file names, no counts")


class RecordMessage(Payload):
    """What a recorded state is called."""

    message: Line = Field(default="", description="What has been reached, in a few words")


class LearningEntry(Payload):
    """A lesson for whoever comes next."""

    problem: FilledLine = Field(description="What went wrong")
    root_cause: FilledLine = Field(description="Why")
    fix: FilledLine = Field(description="What mended it")
    lesson: FilledLine = Field(description="The rule that would have avoided it")


class FindingEntry(Payload):
    """One thing that a reviewer has found."""

    severity: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True)] = Field(
        description="CRITICAL, MAJOR or MINOR"
    )
    path: FilledLine = Field(description="File, relative to the root")
    line: int = Field(description="Line of that file, from 1")
    text: FilledLine = Field(description="What is wrong, and what to do about it")


class Review(Payload):
    """A reviewer's word on the work."""

    verdict: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True)] = Field(
        description="One of the words in your rules"
    )
    summary: FilledText = Field(description="Why, in one to five sentences")
    findings: list[FindingEntry] = Field(default_factory=list, description="What you have found, the worst first")
    learnings: list[LearningEntry] = Field(default_factory=list, description="Lessons for whoever comes next")
    decisions: Lines = Field(default_factory=list, description="What holds for later work too; lands in shared/plan.md")


def complaint(error: ValidationError) -> str:
    """Say what is wrong, one line per field, in words that a model or a person can act on."""
    lines = [f"- {_place(e['loc'])}: {e['msg']}" for e in error.errors(include_url=False, include_context=False)]
    return "\n".join(lines)


def _place(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".") or "input"
