"""A convention: the way one team hands work to an agent and takes it back, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bailiwick.domain import template

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "task_list"
"""The convention of an agent that names none."""
SCENARIOS = "shared/e2e_scenarios.json"
OUTPUTS = {"record_scenarios": SCENARIOS}
"""Name in `Convention.tools` → the shared file that the tool writes on its agent's behalf."""
SLUG = "slug"
"""Parameter that names the specs and the reports of an agent, for `report.done` and `report.testers`."""
ITERATION = "iteration"
"""Parameter that says in which round of its team a task was asked for."""
PROGRESS = "progress"
"""Kind of the log that is kept in specifications; where it is, its directory holds them."""
PHASE = "phase"
"""Parameter whose value says whether the engine does a task itself, see `Convention.by_engine`."""


@dataclass(frozen=True)
class Param:
    """A value that a task, an agent of the map, or the convention itself puts into templates."""

    pattern: str = r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$"
    required: bool = True
    default: str = ""
    latest_in: str = ""
    """A directory whose sub-directories are numbers: where the task is silent, the highest of them."""


@dataclass(frozen=True)
class Input:
    """A document that the engine reads at the base commit and puts into the prompt."""

    path: str
    """Template, relative to the repository; with * and ?, every file that matches."""
    required: bool = False
    """Missing or empty, it blocks the task before a model is asked."""
    section: str = ""
    """A heading: only its section is given."""
    room: int = 0
    """How many characters all files that match have together in the prompt; 0: each as many as any document."""
    expects: str = ""
    """Regular expression that some line must match."""
    otherwise: str = ""
    """What the task is blocked for where `expects` matches nothing, or the document is not in its form."""
    sections: tuple[str, ...] = ()
    """Headings that the document must hold."""
    note: bool = False
    """It is a note of a knowledge base, found by its title or permalink too."""
    form: str = ""
    """What kind of document it must be, see `conventions.inputs`; empty: any."""
    read_as: str = ""
    """What the engine reads out of it for the rules about form, see `conventions.derived_rules`; empty: nothing."""


@dataclass(frozen=True)
class Part:
    """One part of a report, in its order: a line with a word to fill in, a fixed line, or a section of bullets."""

    name: str
    """Under which the parsed report holds it."""
    line: str
    """The line itself; of a word with `{}` where the word stands."""
    words: tuple[str, ...] = ()
    """For a line with a word: what it may be."""
    item: str = ""
    """For a section of bullets: the form of each, see `domain.bullet`."""
    example: str = ""
    """A bullet, or the lines of a group, that fits."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """For a section of groups: label → regular expression, one bullet `- **Label:** value` each, in this order."""
    empty: str = ""
    """What stands in a section that has nothing to say."""

    @property
    def kind(self) -> str:
        """`word`, `line`, `bullets` or `groups`."""
        if self.words:
            return "word"
        if self.fields:
            return "groups"
        return "bullets" if self.item else "line"


@dataclass(frozen=True)
class ReportForm:
    """How an agent says that it is done."""

    by: str = "finish"
    """`finish`: through the tool; `text`: the whole reply is the report; `file`: the whole reply is the file;
    `blocks`: the whole reply asks for agents or ends a sprint, see `conventions.sprint_blocks`."""
    title: str = ""
    """First line of a report that comes as text."""
    parts: tuple[Part, ...] = ()
    fields: tuple[str, ...] = ()
    """What `finish` takes beside its own fields, see `coders.payloads`."""
    store: str = ""
    """Template of the path under which the engine keeps the report; `{number}` is the engine's."""
    tries: int = 2
    """How often a report that does not fit is given back; two times at most."""
    unwrap: bool = False
    """Of a reply that is a file: one fence around all of it is cut off, and that is noted in the outputs."""
    stops: Mapping[str, str] = field(default_factory=dict)
    """Name of a stop, see `conventions.stops` → what the task is blocked for; a person's answer lets it pass."""
    done: Mapping[str, str] = field(default_factory=dict)
    """Slug → template of the file in which the engine says `done` when the work of such an agent lands."""
    testers: tuple[str, ...] = ()
    """For `blocks`: slugs of the agents that test what others have made, the first of them before the rest."""
    manual: tuple[str, ...] = ()
    """For `blocks`: slugs of the agents that may be asked for a manual test."""
    specs: str = ""
    """For `blocks`: template of the document that says what the tests of a sprint are."""
    sprint: str = ""
    """For `blocks`: name of the parameter that holds the number of the sprint."""
    contract: str = ""
    """Template of what the work must keep to. Its owner gets a task: at once for the stop `contract`, for others where
    the answer is another than to keep the work."""


@dataclass(frozen=True)
class CommitPolicy:
    """What a commit of the agent looks like."""

    subject: str = ""
    """Regular expression; empty: the shipped form."""
    example: str = ""
    fallback: str = ""
    """Template for the subject where the agent proposes none that fits."""
    banned_words: tuple[str, ...] = ()
    """In the whole message, trailers included."""
    trailers: bool = True
    """Whether the agent is named in a trailer."""


@dataclass(frozen=True)
class RefusedCommand:
    """A shell command that this team never runs."""

    pattern: str
    instead: str


@dataclass(frozen=True)
class ConventionScope:
    """What the convention takes away from the map's scope; it never adds."""

    only: tuple[str, ...] = ()
    """Globs below the module's directories, one of which must match as well; empty: no such rule."""
    deny: tuple[str, ...] = ()
    """Globs below the module's directories."""
    read_only: tuple[str, ...] = ()
    """Globs relative to the repository."""
    no_new: tuple[str, ...] = ()
    """Globs below the module's directories: what matches may be changed, not added."""


@dataclass(frozen=True)
class Log:
    """A document that the engine keeps: an entry after each run of the checks."""

    kind: str = ""
    """See `conventions.logs.kinds`; empty or `none`: none is kept."""
    path: str = ""
    """Template."""
    checked: str = "done"
    """Of a log in a specification: what the mark `[x]` means there, `done` or `in_progress`."""


@dataclass(frozen=True)
class ConventionLimits:
    """When a person has to look; 0 means no limit."""

    failed_checks: int = 0
    """Consecutive failed runs of the checks in one attempt, after which the task is blocked."""
    revisions: int = 0
    """Tasks that a stop of the report requests of the owner of a design, before only a person can go on."""
    circle: int = 0
    """Runs of the checks that change the same files while no more tests pass."""
    reviews: int = 0
    """Rounds of review that ask for changes in one task."""
    iterations: int = 0
    """Rounds of the whole team, see the `sprint` convention."""
    redispatches: int = 0
    """How often a task is tried again whose attempt was given up; then it is blocked for a person."""
    reason: str = ""
    """What the task is blocked for."""


@dataclass(frozen=True)
class Convention:
    """One convention, or the share of it that belongs to one role."""

    name: str = DEFAULT
    description: str = ""
    kind: str = "coder"
    """Of a role: `coder` writes, `reviewer` reads and gives a verdict, `planner` reads and proposes, and the tasks of
    a `person` are left to one."""
    verdicts: tuple[str, ...] = ("APPROVED", "NEEDS_CHANGES")
    """Of a reviewer: the word that lets the work pass, then the word that sends it back."""
    escalations: Mapping[str, str] = field(default_factory=dict)
    """Of a reviewer: a further word → the role in the module that gets a task for it; empty: a person has to look."""
    params: Mapping[str, Param] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    scope: ConventionScope = field(default_factory=ConventionScope)
    phases: tuple[str, ...] = ()
    """What the agent is told about its order of work, a sentence each."""
    by_engine: tuple[str, ...] = ()
    """Values of the parameter `phase` for which the engine does the task itself, see `flow.actions.engine_phases`."""
    report: ReportForm = field(default_factory=ReportForm)
    commit: CommitPolicy = field(default_factory=CommitPolicy)
    withheld: tuple[str, ...] = ()
    """Names of tools that the agent does not get."""
    tools: tuple[str, ...] = ()
    """Names of tools that only this convention has, see `coders.tools.offer`."""
    refused_commands: tuple[RefusedCommand, ...] = ()
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name of a rule about the form of code, see `checks.form` → its settings."""
    checks: tuple[str, ...] = ()
    """Checks of the engine's own beside those of the map, see `checks.own`."""
    subjects: tuple[str, ...] = ()
    """Roles whose work this one is about: a task waits for one of theirs in the same module, a
    reviewer reads no other."""
    needs_review: bool = True
    """Of a coder: where a module names reviewers, one of them must read its work."""
    compare: tuple[str, ...] = ()
    """What the report claims and the engine compares with what it saw, see `conventions.contradictions`."""
    log: Log = field(default_factory=Log)
    limits: ConventionLimits = field(default_factory=ConventionLimits)
    feedback: str = "output"
    """What a coder is told of tests that fail: their `output`, or by `behaviour`, without source, path and line."""
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Role → the parts that it has of its own, by the names of these fields."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Shared files that its tools write."""
        return tuple(OUTPUTS[tool] for tool in self.tools if tool in OUTPUTS)

    @property
    def note(self) -> str:
        """The parameter that names the note which the work is about; empty where the convention has no such note."""
        return next((name for one in self.inputs if one.note for name in template.names(one.path)[-1:]), "")

    @property
    def defaults(self) -> dict[str, str]:
        """What parameters are where nobody gives them."""
        return {name: param.default for name, param in self.params.items() if param.default}

    def for_role(self, role: str) -> Convention:
        """The convention as one role has it: a part of its own replaces the common one, params and rules are added."""
        own = dict(self.roles.get(role, {"kind": "reviewer"} if role == "reviewer" else {}))
        for part in own.keys() & {"params", "rules"}:
            added = {**getattr(self, part), **own[part]}
            own[part] = {name: given for name, given in added.items() if given is not None}
        return replace(self, **own)
