"""The map: modules with their directories, checks and sandbox, agents with their scopes and limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.domain import convention, template
from bailiwick.domain.convention import PHASE, Convention
from bailiwick.domain.review import ARCHITECTURE, MODULE, Kind, Reviewer
from bailiwick.domain.run_by import run_by
from bailiwick.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.task import Task


@dataclass(frozen=True)
class Limits:
    """What one attempt of an agent may use; 0 means no limit."""

    turns: int = 60
    minutes: float = 30.0
    cost_usd: float = 2.0
    check_rounds: int = 3
    """How many times a failed gate or check is given back to the coder."""
    review_rounds: int = 3
    """How many reviews in a row may ask for changes before a person is asked."""


@dataclass(frozen=True)
class Agent:
    """A named role."""

    name: str
    role: str = "coder"
    """`coder`, `reviewer`, or a role that the agent's convention knows."""
    definition: str = ""
    """Path of the definition file, relative to the repository; empty: none."""
    coder: str = "auto"
    """`auto`, `api` or `scripted`."""
    model: str = "inherit"
    write: tuple[str, ...] = ("**",)
    """Globs relative to the module's directories."""
    deny: tuple[str, ...] = ()
    convention: str = convention.DEFAULT
    params: Mapping[str, str] = field(default_factory=dict)
    """What the templates of the convention take where a task is silent."""
    commit_subject: str = ""
    """Regular expression that a commit subject of this agent must match; empty: the convention's own."""
    limits: Limits = field(default_factory=Limits)


class Network(StrEnum):
    """What the commands of a module see of the network."""

    NONE = "none"
    FULL = "full"


class Isolation(StrEnum):
    """What the kernel holds a command with, weakest first."""

    NONE = "none"
    """Nothing: coders get no shell and checks cannot run."""
    UID = "uid"
    SEATBELT = "seatbelt"
    """`sandbox-exec` of macOS."""
    LANDLOCK = "landlock"
    BUBBLEWRAP = "bubblewrap"

    def reaches(self, minimum: Isolation) -> bool:
        """Tell whether this is at least as strong."""
        order = list(Isolation)
        return order.index(self) >= order.index(minimum)


@dataclass(frozen=True)
class CommandLimits:
    """What one command of a module may use; 0 means no limit."""

    seconds: float = 600.0
    memory_mb: int = 4096
    """Of all its processes together."""
    processes: int = 512
    """At a time."""
    file_mb: int = 1024
    """Size of a single file."""
    disk_mb: int = 8192
    """What it may add to the directories it can write."""


@dataclass(frozen=True)
class EvidenceRules:
    """What must hold of passing checks before they count as evidence; each can be switched off for a module."""

    some_test_ran: bool = True
    """A check with a test report ran and passed at least one test."""
    tests_kept: bool = True
    """No test of the base has disappeared; a test that was moved or renamed with its body is still there."""
    no_new_skips: bool = True
    """No test of the base that ran is skipped or expected to fail now."""
    red_tests_do_not_grow: bool = True
    """Tests that fail on the base already may go on failing, by name, and no other test may. Off: none may fail."""
    injected_failure: bool = True
    """A test that must fail, injected beside the others, is reported as failed."""
    assertions_kept: bool = True
    """No changed test holds fewer assertions than before."""
    no_constant_assertions: bool = True
    """No changed test asserts what is always true."""
    tests_test_something: bool = True
    """A new or changed test asserts something."""
    behaviour_changed: bool = True
    """More than comments and white space of code was changed."""
    report_true: bool = True
    """The coder's report names no file as changed that it did not change."""
    required_files: bool = True
    """What the task requires to be there is there."""


@dataclass(frozen=True)
class Check:
    """A command that must pass."""

    command: tuple[str, ...]
    """argv, run in the module's first directory."""
    report: str = ""
    """Path, from there, of the JUnit XML report that the command writes; empty: none (pytest is asked for one)."""


@dataclass(frozen=True)
class Module:
    """A part of the monorepo with one owner, or several with disjoint scopes."""

    name: str
    paths: tuple[str, ...]
    agents: tuple[str, ...]
    reviewers: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    setup: tuple[tuple[str, ...], ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)
    """Name of each check and what it is."""
    network: Network = Network.NONE
    """For the commands of coders and checks."""
    limits: CommandLimits = field(default_factory=CommandLimits)
    control_files: tuple[str, ...] = ()
    """Names of control files that the agents of this module may change after all, see `git.control_files`."""
    executables: tuple[str, ...] = ()
    """Globs relative to the module's directories of files that may be made executable."""
    pytest_plugins: tuple[str, ...] = ()
    """Import names of the plugins that pytest loads in the checks; no other is."""
    evidence: EvidenceRules = field(default_factory=EvidenceRules)

    @property
    def commands(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What each command of checks and setup is (`check tests`, `setup`), and its argv."""
        checks = tuple((f"check {name}", check.command) for name, check in self.checks.items())
        return (*checks, *(("setup", command) for command in self.setup))


@dataclass(frozen=True)
class AllowedServer:
    """An MCP server that people let coders have: what may be started, and how far it is trusted."""

    name: str
    starts: str
    """The command line or address that is meant, with its variables unexpanded; a file that says another has no say."""
    sandbox: bool = True
    """False: it runs with the rights of the engine."""
    network: Network = Network.NONE
    write: bool = False
    """It may write what its coder may; else in a directory of its own alone."""
    readable: tuple[str, ...] = ()
    """Absolute paths that it may read beside the workspace."""
    variables: tuple[str, ...] = ()
    """Variables of the engine that it is given."""
    agents: tuple[str, ...] = ()
    """Agents that have it although their file does not name it; `*`: all."""


@dataclass(frozen=True)
class Structure:
    """`shared/project_structure.json`, read."""

    project: str
    modules: Mapping[str, Module]
    agents: Mapping[str, Agent]
    banned_words: tuple[str, ...] = ()
    """Words that no commit message may hold, compared without case."""
    allowed_words: tuple[str, ...] = ()
    """Words that a convention bans and this team uses."""
    minimum_isolation: Isolation = Isolation.UID
    """A run on a machine that offers less is refused."""
    servers: Mapping[str, AllowedServer] = field(default_factory=dict)
    """MCP servers that may be started, by name."""
    architecture_reviewers: tuple[str, ...] = ()
    """Reviewers of every task, where the map has two coders or more."""
    conventions: Mapping[str, Convention] = field(default_factory=dict, compare=False)
    """Those that the agents name, as far as they are known."""

    def convention(self, agent: str) -> Convention:
        """The convention of an agent, as its role has it."""
        role = self.agents[agent]
        return self.conventions.get(role.convention, Convention(role.convention)).for_role(role.role)

    def by_engine(self, task: Task) -> str:
        """The phase of a task that the engine does itself, without a model; "" where a coder does it."""
        convention, role = self.convention(task.assigned_to), self.agents[task.assigned_to]
        phase = {**convention.defaults, **role.params, **task.params}.get(PHASE, "")
        return phase if phase in convention.by_engine else ""

    def modules_of(self, agent: str) -> tuple[str, ...]:
        """Names of the modules an agent owns, in file order."""
        return tuple(m.name for m in self.modules.values() if agent in m.agents)

    def scope(self, agent: str, module: str, params: Mapping[str, str] | None = None) -> Scope:
        """Join the module's directories with the agent's globs; KeyError for unknown names.

        Args:
            agent: Whose scope.
            module: Where.
            params: What fills the templates of the convention; where they are silent, whatever fits.
        """
        role, place = self.agents[agent], self.modules[module]
        convention = self.convention(agent)
        taken = convention.scope
        given = {**convention.defaults, **role.params, **(params or {})}
        fill = partial(template.as_globs, given=given)
        return Scope(
            agent=agent,
            module=module,
            roots=place.paths,
            write=_joined(place.paths, role.write),
            deny=(*_joined(place.paths, (*role.deny, *fill(taken.deny))), *fill(taken.read_only)),
            only=_joined(place.paths, fill(taken.only)),
            no_new=_joined(place.paths, fill(taken.no_new)),
            outputs=(f"shared/api/{module}/**", *convention.outputs),
            opened=_joined(place.paths, tuple(f"**/{name}" for name in place.control_files)),
            executables=_joined(place.paths, place.executables),
            run_by=run_by(place.paths[0], place.commands) if place.paths else (),
        )

    def scope_of(self, task: Task) -> Scope:
        """The scope in which a task is done."""
        return self.scope(task.assigned_to, task.module, task.params)

    def owner(self, path: str) -> str | None:
        """`agent (module)` of the coder who may write a path, or None where nobody owns it."""
        found = self.owner_of(path)
        return f"{found[0]} ({found[1]})" if found else None

    def owner_of(self, path: str) -> tuple[str, str] | None:
        """Agent and module of the coder who may write a path, or None where nobody owns it."""
        for module in self.modules.values():
            for agent in module.agents:
                if self.scope(agent, module.name).allows(path):
                    return agent, module.name
        return None

    def reviewers_of(self, module: str, author: str = "") -> tuple[Reviewer, ...]:
        """Who gives a verdict on the work of an agent in a module, in the order in which they are asked.

        Without an author all of the module's, whosever work they read.
        """
        names = [name for name in self.modules[module].reviewers if self.reads(name, author)]
        named = [self._reviewer(name, MODULE) for name in names]
        coders = {agent for place in self.modules.values() for agent in place.agents}
        over_all = self.architecture_reviewers if len(coders) > 1 else ()
        return (*named, *(self._reviewer(name, ARCHITECTURE) for name in over_all))

    def is_reviewer(self, agent: str) -> bool:
        """Tell whether the role of an agent is one that reads and gives verdicts."""
        return self.convention(agent).kind == "reviewer"

    def reads(self, reviewer: str, author: str) -> bool:
        """Tell whether a reviewer is asked about the work of an agent, as the roles of both have it."""
        subjects = self.convention(reviewer).subjects
        return not (subjects and author in self.agents) or self.agents[author].role in subjects

    def _reviewer(self, name: str, kind: Kind) -> Reviewer:
        convention = self.convention(name)
        kind = replace(kind, escalations=convention.escalations)
        approved, sent_back = convention.verdicts
        if (approved, sent_back) == MODULE.words:  # nothing that its role names
            return Reviewer(name, kind)
        return Reviewer(name, replace(kind, approved=approved, sent_back=sent_back))

    def dependents(self, module: str) -> tuple[str, ...]:
        """Names of the modules that depend directly on one, in file order."""
        return tuple(m.name for m in self.modules.values() if module in m.depends_on)


def _joined(roots: tuple[str, ...], globs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{root}/{glob}" for root in roots for glob in globs)
