"""`shared/project_structure.json` as values: who owns what? Standard library only, because every hook asks it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bailiwick.domain.broken import Broken
from bailiwick.domain.structure import (
    Agent,
    AllowedServer,
    Check,
    CommandLimits,
    EvidenceRules,
    Isolation,
    Limits,
    Module,
    Network,
    Structure,
)
from bailiwick.domain.violation import nearest
from bailiwick.errors import ViolationsError
from bailiwick.files import conventions
from bailiwick.files.json_source import Source
from bailiwick.files.paths import CONVENTIONS, STRUCTURE
from bailiwick.files.typed_json import Reader, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.convention import Convention

    TextOf = Callable[[str], str | None]
    """Text of a file of the repository, by its path; None where there is none."""


def nothing(_path: str) -> None:
    """A repository without a convention of its own."""


def read_structure(text: str, file: str = STRUCTURE, *, text_of: TextOf = nothing) -> Structure:
    """Read the map; `text_of` reads the team's own conventions.

    Raises:
        ViolationsError: not JSON, a key that stands twice, or a part of the wrong type; never a guess, for the scopes
            of agents come from here.
    """
    source = Source.parse(text, file)
    structure, problems = interpret(source, text_of=text_of)
    if violations := [*source.duplicates, *(source.violation(*problem) for problem in problems)]:
        raise ViolationsError(violations)
    return structure


def interpret(source: Source, *, text_of: TextOf = nothing) -> tuple[Structure, list[Broken]]:
    """Read as much of the map as has the right type, and say what has not."""
    reader = Reader()
    value = source.value
    if not isinstance(value, dict):
        return Structure("", {}, {}), [Broken((), f"expected an object, found {brief(value)}")]
    modules = {name: _module(reader, name, raw) for name, raw in reader.objects(value, "modules", ())}
    agents = {name: _agent(reader, name, raw) for name, raw in reader.objects(value, "agents", ())}
    structure = Structure(
        project=reader.text(value, "project", ()),
        modules=modules,
        agents=agents,
        banned_words=reader.texts(reader.object(value, "commit", ()), "banned_words", ("commit",)),
        allowed_words=reader.texts(reader.object(value, "commit", ()), "allowed_words", ("commit",)),
        minimum_isolation=reader.choice(value, "minimum_isolation", (), Isolation.UID),
        servers=_servers(reader, reader.object(value, "mcp", ())),
        architecture_reviewers=reader.texts(reader.object(value, "review", ()), "architecture", ("review",)),
        conventions=_conventions(reader, agents, text_of),
    )
    return structure, reader.problems


def _servers(reader: Reader, raw: dict[str, Any]) -> dict[str, AllowedServer]:
    return {name: _server(reader, name, given) for name, given in reader.objects(raw, "servers", ("mcp",))}


def _server(reader: Reader, name: str, raw: dict[str, Any]) -> AllowedServer:
    at: JsonPath = ("mcp", "servers", name)
    return AllowedServer(
        name=name,
        starts=reader.text(raw, "starts", at),
        sandbox=reader.flag(raw, "sandbox", at, default=True),
        network=reader.choice(raw, "network", at, Network.NONE),
        write=reader.flag(raw, "write", at),
        readable=reader.texts(raw, "readable", at),
        variables=reader.texts(raw, "variables", at),
        agents=reader.texts(raw, "agents", at),
    )


def _conventions(reader: Reader, agents: Mapping[str, Agent], text_of: TextOf) -> dict[str, Convention]:
    found: dict[str, Convention] = {}
    for agent in agents.values():
        try:
            read = conventions.named(agent.convention, text_of)
        except ViolationsError as error:
            message = f'the convention "{agent.convention}" cannot be used: {error.violations[0]}'
            reader.problems.append(Broken(("agents", agent.name, "convention"), message, "mend its file"))
            continue
        if read:
            found[agent.convention] = read
        else:
            message = f'there is no convention "{agent.convention}"'
            remedy = nearest(agent.convention, conventions.shipped_names())
            remedy += f" A convention of your own lies in {CONVENTIONS}/."
            reader.problems.append(Broken(("agents", agent.name, "convention"), message, remedy))
    return found


def _module(reader: Reader, name: str, raw: dict[str, Any]) -> Module:
    at: JsonPath = ("modules", name)
    checks = reader.object(raw, "checks", at)
    return Module(
        name=name,
        paths=tuple(path.rstrip("/") or path for path in reader.texts(raw, "path", at)),
        agents=reader.texts(raw, "agent", at),
        reviewers=reader.texts(raw, "reviewers", at),
        depends_on=reader.texts(raw, "depends_on", at),
        setup=_setup(reader, raw, at),
        checks={check: _check(reader, given, (*at, "checks", check)) for check, given in checks.items()},
        network=reader.choice(raw, "network", at, Network.NONE),
        limits=_command_limits(reader, reader.object(raw, "limits", at), (*at, "limits")),
        control_files=reader.texts(raw, "control_files", at),
        executables=reader.texts(raw, "executables", at),
        pytest_plugins=reader.texts(raw, "pytest_plugins", at),
        evidence=_evidence_rules(reader, reader.object(raw, "evidence", at), (*at, "evidence")),
    )


def _check(reader: Reader, given: Any, at: JsonPath) -> Check:
    if not isinstance(given, dict):
        return Check(reader.argv(given, at))
    return Check(reader.argv(given.get("command"), (*at, "command")), report=reader.text(given, "report", at))


def _command_limits(reader: Reader, raw: dict[str, Any], at: JsonPath) -> CommandLimits:
    default = CommandLimits()
    return CommandLimits(
        seconds=reader.number(raw, "seconds", at, default.seconds),
        memory_mb=int(reader.number(raw, "memory_mb", at, default.memory_mb)),
        processes=int(reader.number(raw, "processes", at, default.processes)),
        file_mb=int(reader.number(raw, "file_mb", at, default.file_mb)),
        disk_mb=int(reader.number(raw, "disk_mb", at, default.disk_mb)),
    )


def _evidence_rules(reader: Reader, raw: dict[str, Any], at: JsonPath) -> EvidenceRules:
    return EvidenceRules(
        **{rule.name: reader.flag(raw, rule.name, at, default=bool(rule.default)) for rule in fields(EvidenceRules)}
    )


def _setup(reader: Reader, raw: dict[str, Any], at: JsonPath) -> tuple[tuple[str, ...], ...]:
    commands = raw.get("setup", [])
    if not isinstance(commands, list):
        commands = [commands]
    return tuple(reader.argv(command, (*at, "setup", i)) for i, command in enumerate(commands))


def _agent(reader: Reader, name: str, raw: dict[str, Any]) -> Agent:
    at: JsonPath = ("agents", name)
    scope = reader.object(raw, "scope", at)
    default = Agent(name)
    return Agent(
        name=name,
        role=reader.text(raw, "role", at, default.role),
        definition=reader.text(raw, "definition", at),
        coder=reader.text(raw, "coder", at, default.coder),
        model=reader.text(raw, "model", at, default.model),
        write=reader.texts(scope, "write", (*at, "scope"), default.write),
        deny=reader.texts(scope, "deny", (*at, "scope")),
        convention=reader.text(raw, "convention", at, default.convention),
        params=_params(reader, raw, at),
        commit_subject=reader.text(raw, "commit_subject", at),
        limits=_limits(reader, reader.object(raw, "limits", at), (*at, "limits")),
    )


def _params(reader: Reader, raw: dict[str, Any], at: JsonPath) -> dict[str, str]:
    given = reader.object(raw, "params", at)
    numbers = {name: str(v) for name, v in given.items() if isinstance(v, int) and not isinstance(v, bool)}
    return {name: numbers.get(name) or reader.text(given, name, (*at, "params")) for name in given}


def _limits(reader: Reader, raw: dict[str, Any], at: JsonPath) -> Limits:
    default = Limits()
    return Limits(
        turns=int(reader.number(raw, "turns", at, default.turns)),
        minutes=reader.number(raw, "minutes", at, default.minutes),
        cost_usd=reader.number(raw, "cost_usd", at, default.cost_usd),
        check_rounds=int(reader.number(raw, "check_rounds", at, default.check_rounds)),
        review_rounds=int(reader.number(raw, "review_rounds", at, default.review_rounds)),
    )
