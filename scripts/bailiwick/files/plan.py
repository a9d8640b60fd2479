"""`shared/plan.md`: the name of the project, the contracts that modules publish, and what reviewers have decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.files.markdown import Line, headings, joined, lines, one_line, section
from bailiwick.files.text_shape import line_ending

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTRACTS = "## Contracts"
DECISIONS = "## Decisions"
_NAME = re.compile(r"# Project Name: ([a-z0-9_]+)")
FIELDS = ("request", "response", "task")


@dataclass(frozen=True)
class Contract:
    """What one endpoint of a module takes and gives; each field is written on one line."""

    module: str
    method: str
    path: str
    request: str
    response: str
    task: str
    """Key of the task that published it."""

    @property
    def heading(self) -> str:
        """The line by which the contract is found again."""
        return f"### {one_line(self.module)}: {one_line(self.method).upper()} {one_line(self.path)}"

    @property
    def fields(self) -> list[str]:
        """The lines under the heading."""
        return [f"- {name}: {one_line(str(getattr(self, name))) or 'none'}" for name in FIELDS]


def project_name(text: str) -> str | None:
    """Return the name in the first line `# Project Name: snake_case`, or None where that is not the first line."""
    first = next(iter(text.removeprefix("\ufeff").splitlines()), "")
    found = _NAME.fullmatch(first.rstrip())
    return found.group(1) if found else None


def endpoints(text: str, module: str) -> list[tuple[str, str]]:
    """Method and path of each contract of a module in the section `## Contracts`."""
    parts = lines(text)
    start, end = section(parts, CONTRACTS) or (0, 0)
    begin = f"### {one_line(module)}: "
    named = [head.text.removeprefix(begin) for head in headings(parts[start:end]) if head.text.startswith(begin)]
    return [(method, path) for method, _, path in (name.partition(" ") for name in named)]


def with_contract(text: str, contract: Contract) -> str:
    """Add a contract to the section `## Contracts`, or replace the one of that module, method and path.

    Other lines that a person wrote under its heading stay. The section is made where it is missing. Applying it again
    changes nothing.
    """
    parts = lines(text)
    ending = line_ending(text)
    found = section(parts, CONTRACTS)
    if found is None:
        gap = [] if not parts or not parts[-1].text.strip() else [Line("", ending)]
        parts = [*_ended(parts, ending), *gap, Line(CONTRACTS, ending)]
        found = (len(parts) - 1, len(parts))
    start, end = found
    inside = section(parts[:end], contract.heading, after=start)
    if inside is None:
        block = [Line(line, ending) for line in (contract.heading, *contract.fields)]
        at = _last_written(parts, start, end) + 1
        parts = [*_ended(parts[:at], ending), *block, *parts[at:]]
    else:
        parts = _replaced(parts, inside, contract, ending)
    return "".join(f"{part.text}{part.ending}" for part in parts)


def _replaced(parts: Sequence[Line], inside: tuple[int, int], contract: Contract, ending: str) -> list[Line]:
    start, end = inside
    old = re.compile(rf"- ({'|'.join(FIELDS)}):.*")
    kept = [part for part in parts[start + 1 : end] if not old.fullmatch(part.text)]
    fields = [Line(line, ending) for line in contract.fields]
    whole = [*_ended(parts[: start + 1], ending), *fields, *kept]
    if end == len(parts) and not kept:
        whole[-1] = Line(whole[-1].text, parts[-1].ending)
    return [*whole, *parts[end:]]


def _ended(parts: Sequence[Line], ending: str) -> list[Line]:
    """The same lines, the last one with a line ending."""
    if parts and not parts[-1].ending:
        return [*parts[:-1], Line(parts[-1].text, ending)]
    return list(parts)


def _last_written(parts: Sequence[Line], start: int, end: int) -> int:
    return max(i for i in range(start, end) if i == start or parts[i].text.strip())


def with_decision(text: str, decision: str) -> str:
    """Add a decision to the section `## Decisions`, which is made where it is missing; again, it changes nothing."""
    bullet = f"- {one_line(decision)}"
    parts, ending = lines(text), line_ending(text)
    found = section(parts, DECISIONS)
    if found is None:
        return with_section(text, DECISIONS, [bullet])
    if bullet in (part.text.rstrip() for part in parts[slice(*found)]):
        return text
    at = _last_written(parts, *found) + 1
    return joined([*_ended(parts[:at], ending), Line(bullet, ending), *parts[at:]])


def with_section(text: str, heading: str, paragraphs: Sequence[str]) -> str:
    """Put a section before the contracts, or in the place of the one of that heading; again, it changes nothing."""
    ending = line_ending(text)
    written = [line for paragraph in paragraphs for line in paragraph.splitlines()]
    block = [Line(line, ending) for line in (heading, *written)]
    parts = _ended(lines(text), ending)
    found = section(parts, heading)
    if found is None:
        contracts = section(parts, CONTRACTS)
        at = contracts[0] if contracts else len(parts)
        found = (at, at)
    return "".join(f"{part.text}{part.ending}" for part in [*parts[: found[0]], *block, *parts[found[1] :]])
