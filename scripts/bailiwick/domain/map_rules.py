"""What must hold in the map beyond its schema: names that exist, directories and scopes that do not meet."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

from bailiwick.domain.broken import Broken
from bailiwick.domain.readiness import cycles
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.structure import Agent, Module, Structure

RESERVED = frozenset({".git", "shared"})
"""First names of paths that no module can own."""


def map_problems(structure: Structure, place_problem: Callable[[str], str]) -> Iterator[Broken]:
    """Yield every broken rule of the map.

    Args:
        structure: the map.
        place_problem: says what is wrong with a module's directory (`does not exist`), empty where it is fine.
    """
    for module in structure.modules.values():
        yield from _names(structure, module)
        yield from _paths(module, place_problem)
        yield from _overlaps(structure, module)
        yield from _reports(module)
    for agent in structure.agents.values():
        yield from _globs(agent)
        yield from _subject(agent)
        yield from _role(structure, agent)
    yield from _reviewers(structure)
    yield from _nested(structure)
    yield from _loops(structure)


def path_problem(path: str) -> tuple[str, str]:
    """Return what is wrong with a module's directory as written, and the remedy; two empty texts where it is fine."""
    plain = "write it relative to the repository, such as modules/pricing"
    if path.startswith("/") or re.match(r"^[A-Za-z]:", path):
        return "is absolute", plain
    if "\\" in path:
        return "has a backslash", f"write {path.replace(chr(92), '/')}"
    if ".." in path.split("/"):
        return "leads out with `..`", plain
    if any(c in path for c in "*?") or not path.isprintable():
        return "has a character that no module directory may have", plain
    if path in {"", "."}:
        return "is the whole repository", plain
    if path != posixpath.normpath(path):
        return "is not written in its shortest form", f"write {posixpath.normpath(path)}"
    first, *others = path.split("/")
    if taken := [first] * (first.casefold() in RESERVED) + [name for name in others if name.casefold() == ".git"]:
        return f"lies in {taken[0]}/, which belongs to no module", plain
    return "", ""


def glob_problem(glob: str) -> str:
    """Return what is wrong with a glob of a scope; empty where it is fine."""
    if not glob:
        return "is empty"
    if problem := outside(glob):
        return problem
    names = glob.split("/")
    if "" in names or "." in names:
        return "has an empty name or `.` in it and matches nothing"
    return ""


def outside(path: str, of: str = "the module") -> str:
    """Return why a path is not one below a directory; empty where it is."""
    if path.startswith("/") or re.match(r"^[A-Za-z]:", path):
        return "is absolute"
    if "\\" in path:
        return "has a backslash"
    return f"leads out of {of} with `..`" if ".." in path.split("/") else ""


def _names(structure: Structure, module: Module) -> Iterator[Broken]:
    at = ("modules", module.name)
    for key, names, kind, known in (
        ("agent", module.agents, "agent", structure.agents),
        ("depends_on", module.depends_on, "module", structure.modules),
    ):
        for i, name in enumerate(names):
            if name not in known:
                yield Broken((*at, key, i), f'the {kind} "{name}" is not in the map', nearest(name, known))


def _reviewers(structure: Structure) -> Iterator[Broken]:
    """Reviewers are agents whose role it is, own nothing, are named once for a piece of work, and read some."""
    for module in structure.modules.values():
        yield from _named(structure, module.reviewers, ("modules", module.name, "reviewers"))
        for i, name in enumerate(module.agents):
            if name in structure.agents and structure.is_reviewer(name):
                message = f'"{name}" is a reviewer and owns no module'
                yield Broken(
                    ("modules", module.name, "agent", i), message, f"name it under `reviewers` of {module.name}"
                )
        for i, name in enumerate(module.reviewers):
            if name in structure.architecture_reviewers:
                message = f'"{name}" reviews every module already, under `review.architecture`'
                yield Broken(("modules", module.name, "reviewers", i), message, "name it in one of the two places")
        yield from _unread(structure, module)
    yield from _named(structure, structure.architecture_reviewers, ("review", "architecture"))


def _unread(structure: Structure, module: Module) -> Iterator[Broken]:
    """A reviewer who reads nobody's work, and an author whose work nobody reads, are told; a run would skip both."""
    known = [name for name in module.reviewers if name in structure.agents and structure.is_reviewer(name)]
    if len(known) < len(module.reviewers):
        return  # told by name
    authors = [a for a in module.agents if a in structure.agents and structure.convention(a).kind == "coder"]
    for i, name in enumerate(module.reviewers):
        if authors and not any(structure.reads(name, author) for author in authors):
            roles = " or ".join(structure.convention(name).subjects)
            message = f'"{name}" reads the work of a {roles}, and {module.name} has none'
            remedy = f"take it out, or give an agent of {module.name} that role"
            yield Broken(("modules", module.name, "reviewers", i), message, remedy)
    for i, name in enumerate(module.agents):
        if not known or name not in authors or not structure.convention(name).needs_review:
            continue
        if not any(structure.reads(reviewer, name) for reviewer in known):
            message = f"no reviewer of {module.name} reads the work of {name}, a {structure.agents[name].role}"
            remedy = f'name an agent of the role "reviewer" under `reviewers` of {module.name}, who reads all'
            yield Broken(("modules", module.name, "agent", i), message, remedy)


def _named(structure: Structure, names: tuple[str, ...], at: tuple[str, ...]) -> Iterator[Broken]:
    known = [name for name in structure.agents if structure.is_reviewer(name)]
    for i, name in enumerate(names):
        if name not in structure.agents:
            yield Broken((*at, i), f'the reviewer "{name}" is not in the map', nearest(name, known or structure.agents))
        elif name not in known:
            remedy = f'give {name} the role "reviewer", or name an agent that has it'
            yield Broken((*at, i), f'"{name}" is a {structure.agents[name].role}, no reviewer', remedy)


def _paths(module: Module, place_problem: Callable[[str], str]) -> Iterator[Broken]:
    for i, path in enumerate(module.paths):
        at = ("modules", module.name, "path", i)
        problem, remedy = path_problem(path)
        if problem:
            yield Broken(at, f'the path "{path}" {problem}', remedy)
        elif found := place_problem(path):
            yield Broken(at, f'the path "{path}" {found}', "create the directory, or correct the path")


def _nested(structure: Structure) -> Iterator[Broken]:
    first: dict[str, tuple[str, str]] = {}
    remedy = "give each directory to one module"
    places = [(m.name, i, path) for m in structure.modules.values() for i, path in enumerate(m.paths)]
    for name, i, path in places:
        if (plain := _plain(path)) in first:
            message = f'"{path}" is a directory of {first[plain][0]} already'
            yield Broken(("modules", name, "path", i), message, remedy)
        first.setdefault(plain, (name, path))
    for name, i, path in places:
        for outer in _above(_plain(path)):
            if outer in first:
                holder, wide = first[outer]
                yield Broken(("modules", name, "path", i), f'"{path}" lies inside "{wide}" of {holder}', remedy)


def _plain(path: str) -> str:
    """Two directories that some file system takes for one have the same plain form."""
    return unicodedata.normalize("NFC", path).casefold()


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _overlaps(structure: Structure, module: Module) -> Iterator[Broken]:
    for (_, one), (i, other) in combinations(enumerate(module.agents), 2):
        if one == other or one not in structure.agents or other not in structure.agents:
            continue
        if globs := structure.scope(one, module.name).overlaps(structure.scope(other, module.name)):
            message = f"the scopes of {one} and {other} overlap: {globs}"
            yield Broken(("modules", module.name, "agent", i), message, "take the paths of one out with `deny`")


def _reports(module: Module) -> Iterator[Broken]:
    for name, check in module.checks.items():
        if problem := outside(check.report):
            at = ("modules", module.name, "checks", name, "report")
            remedy = "write it relative to the module's first directory, such as junit.xml"
            yield Broken(at, f'the report "{check.report}" {problem}', remedy)


def _globs(agent: Agent) -> Iterator[Broken]:
    for key, globs in (("write", agent.write), ("deny", agent.deny)):
        for i, glob in enumerate(globs):
            if problem := glob_problem(glob):
                remedy = "write it relative to the module, such as src/**"
                yield Broken(("agents", agent.name, "scope", key, i), f'the glob "{glob}" {problem}', remedy)


def _subject(agent: Agent) -> Iterator[Broken]:
    try:
        re.compile(agent.commit_subject)
    except re.error as error:
        message = f'"{agent.commit_subject}" is no regular expression: {error}'
        yield Broken(("agents", agent.name, "commit_subject"), message, r"for example ^(feat|fix)\(pricing\): \S")


def _role(structure: Structure, agent: Agent) -> Iterator[Broken]:
    if agent.convention not in structure.conventions:
        return  # told where it was read
    convention = structure.conventions[agent.convention]
    known = ("coder", "reviewer", *convention.roles)
    if agent.role not in known:
        message = f'the convention {agent.convention} has no role "{agent.role}"'
        yield Broken(("agents", agent.name, "role"), message, nearest(agent.role, known))
    own = convention.for_role(agent.role)
    for name, value in agent.params.items():
        if problem := param_problem(own, name, value):
            yield Broken(("agents", agent.name, "params", name), *problem)


def param_problem(convention: Convention, name: str, value: str) -> tuple[str, str] | None:
    """Return what is wrong with a parameter, and the remedy; None where it is fine."""
    if name not in convention.params:
        known = nearest(name, convention.params) or "take it out"
        return f'the convention {convention.name} has no parameter "{name}"', known
    pattern = convention.params[name].pattern
    if re.fullmatch(pattern, value) is None or ".." in value or not value.isprintable():
        return f'"{value}" does not match {pattern}', "no `..`, no control character"
    return None


def _loops(structure: Structure) -> Iterator[Broken]:
    for loop in cycles({m.name: m.depends_on for m in structure.modules.values()}):
        message = f"modules depend on one another in a circle: {' -> '.join(loop)}"
        yield Broken(("modules", loop[0], "depends_on"), message, "take one of these dependencies away")
