"""A convention: the way one team hands work to an agent and takes it back, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "task_list"
"""The convention of an agent that names none."""


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
    expects: str = ""
    """Regular expression that some line must match."""
    otherwise: str = ""
    """What the task is blocked for where `expects` matches nothing."""
    sections: tuple[str, ...] = ()
    """Headings that the document must hold."""
    note: bool = False
    """It is a note of a knowledge base, found by its title or permalink too."""


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
    """`finish`: through the tool; `text`: the whole reply is the report; `file`: the whole reply is the file."""
    title: str = ""
    """First line of a report that comes as text."""
    parts: tuple[Part, ...] = ()
    fields: tuple[str, ...] = ()
    """What `finish` takes beside its own fields, see `coders.payloads`."""
    store: str = ""
    """Template of the path under which the engine keeps the report; `{number}` is the engine's."""
    tries: int = 2
    """How often a report that does not fit is given back."""
    stops: Mapping[str, str] = field(default_factory=dict)
    """Name of a stop, see `conventions.stops` → what the task is blocked for; a person's answer lets it pass."""


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


@dataclass(frozen=True)
class Log:
    """A document that the engine keeps: an entry after each run of the checks."""

    kind: str = ""
    """See `conventions.logs`; empty: none is kept."""
    path: str = ""
    """Template."""


@dataclass(frozen=True)
class ConventionLimits:
    """When a person has to look; 0 means no limit."""

    failed_checks: int = 0
    """Consecutive failed runs of the checks in one attempt, after which the task is blocked."""
    circle: int = 0
    """Runs of the checks that change the same files while no more tests pass."""
    iterations: int = 0
    """Rounds of the whole team, see the `sprint` convention."""
    reason: str = ""
    """What the task is blocked for."""


@dataclass(frozen=True)
class Convention:
    """One convention, or the share of it that belongs to one role."""

    name: str = DEFAULT
    description: str = ""
    kind: str = "coder"
    """Of a role: `coder` writes, `reviewer` reads and gives a verdict, `planner` reads and proposes."""
    verdicts: tuple[str, ...] = ("APPROVED", "NEEDS_CHANGES")
    """Of a reviewer: the word that lets the work pass, then the word that sends it back."""
    params: Mapping[str, Param] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    scope: ConventionScope = field(default_factory=ConventionScope)
    phases: tuple[str, ...] = ()
    """What the agent is told about its order of work, a sentence each."""
    report: ReportForm = field(default_factory=ReportForm)
    commit: CommitPolicy = field(default_factory=CommitPolicy)
    withheld: tuple[str, ...] = ()
    """Names of tools that the agent does not get."""
    tools: tuple[str, ...] = ()
    """Names of tools that only this convention has, see `coders.tools.offer`."""
    refused_commands: tuple[RefusedCommand, ...] = ()
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name of a rule about the form of code, see `checks.form` → its settings."""
    compare: tuple[str, ...] = ()
    """What the report claims and the engine compares with what it saw, see `conventions.contradictions`."""
    log: Log = field(default_factory=Log)
    limits: ConventionLimits = field(default_factory=ConventionLimits)
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Role → the parts that it has of its own, by the names of these fields."""

    @property
    def defaults(self) -> dict[str, str]:
        """What parameters are where nobody gives them."""
        return {name: param.default for name, param in self.params.items() if param.default}

    def for_role(self, role: str) -> Convention:
        """The convention as one role has it: each part that the role names replaces the common one, rules are added."""
        own = dict(self.roles.get(role, {"kind": "reviewer"} if role == "reviewer" else {}))
        if "rules" in own:
            own["rules"] = {name: given for name, given in {**self.rules, **own["rules"]}.items() if given is not None}
        return replace(self, **own)
