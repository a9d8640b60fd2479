"""`shared/plan.md` and `shared/learnings.md`: have they the form in which the engine goes on writing them?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain.violation import Violation
from bailiwick.files import learnings, markdown, plan
from bailiwick.files.paths import LEARNINGS, PLAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bailiwick.domain.structure import Structure

_CONTRACT = re.compile(r"### [^:]+: \S+ \S.*")


def violations(structure: Structure, text_of: Callable[[str], str | None]) -> Iterator[Violation]:
    """Judge both files where they are there, and tell where a plan has to be.

    Args:
        structure: The map, for the agents that must have read the plan.
        text_of: Text of a file by its path, None where there is none.
    """
    written = text_of(PLAN) or ""
    if written.strip():
        yield from plan_violations(written)
    elif readers := _readers(structure):
        message = f"{', '.join(readers)} must have read it, and nothing is written there"
        remedy = f"begin it with the line `# Project Name: {structure.project}`, or have `invoke plan` propose it"
        yield Violation(PLAN, "", message, remedy=remedy)
    yield from learning_violations(text_of(LEARNINGS) or "")


def plan_violations(text: str) -> Iterator[Violation]:
    """Judge a plan: its first line, and each contract."""
    if plan.project_name(text) is None:
        remedy = "write it there in small letters, digits and `_`"
        yield Violation(PLAN, "", "expected as first line `# Project Name: name`", line=1, remedy=remedy)
    parts = markdown.lines(text)
    start, end = markdown.section(parts, plan.CONTRACTS) or (len(parts), len(parts))
    for head, below in _blocks(parts, start, end):
        if not _CONTRACT.fullmatch(head.text):
            message = f"expected a contract `### module: METHOD path`, found {head.text!r}"
            yield Violation(PLAN, "", message, line=head.at + 1, remedy="move other texts out of `## Contracts`")
        elif gone := [name for name in plan.FIELDS if not any(re.match(rf"- {name}: *\S", line) for line in below)]:
            remedy = "write a line `- {}: ...` for each".format(": ...`, `- ".join(gone))
            yield Violation(PLAN, "", f"the contract lacks {', '.join(gone)}", line=head.at + 1, remedy=remedy)


def learning_violations(text: str) -> Iterator[Violation]:
    """Judge each entry: its heading, and the four lines below it."""
    parts = markdown.lines(text)
    forms = [re.compile(rf"\*\*{label}:\*\* *\S.*") for label in learnings.LABELS.values()]
    for head, below in _blocks(parts, 0, len(parts)):
        if not learnings.HEADING.fullmatch(head.text):
            message = f"expected `### [2026-03-14] agent:name | task:7`, found {head.text!r}"
            yield Violation(LEARNINGS, "", message, line=head.at + 1, remedy="write date, agent and task of the lesson")
            continue
        if not all(form.fullmatch(line) for form, line in zip(forms, [*below, "", "", "", ""], strict=False)):
            wanted = ", ".join(f"`**{label}:** ...`" for label in learnings.LABELS.values())
            yield Violation(LEARNINGS, "", f"expected below it {wanted}", line=head.at + 1, remedy="a line each")


def _readers(structure: Structure) -> list[str]:
    """Agents with a module whose tasks are blocked without a plan."""
    return [
        name
        for name in structure.agents
        if structure.modules_of(name) and any(i.path == PLAN and i.required for i in structure.convention(name).inputs)
    ]


def _blocks(parts: list[markdown.Line], start: int, end: int) -> Iterator[tuple[markdown.Heading, list[str]]]:
    """Headings of the third level between two lines, each with the lines below it."""
    heads = [head for head in markdown.headings(parts) if start <= head.at < end]
    ends = [*(head.at for head in heads[1:]), end]
    for head, last in zip(heads, ends, strict=False):
        if head.level == 3:
            yield head, [part.text for part in parts[head.at + 1 : last]]
