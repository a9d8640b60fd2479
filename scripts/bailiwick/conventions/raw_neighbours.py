"""What stands beside a design, to be read only: is its list of bugs, or its test plan, in its form?"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.domain.violation import Violation
from bailiwick.errors import ViolationsError
from bailiwick.files import markdown, schemas
from bailiwick.files.json_source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA = Path(__file__).with_name("raw_test_plan.schema.json")
_BUG = re.compile(r"#{1,6} (BUG-\d{3,})\b")
_LABELS = ("Expected", "Actual", "Steps", "Severity")
_LABEL = re.compile(rf"(?:[-*] +)?(?:\*\*)?({'|'.join(_LABELS)})(?:\*\*)?:(?:\*\*)? *(.*?) *")
_SEVERITIES = ("Critical", "High", "Medium", "Low")


def bug_problems(path: str, text: str) -> Iterator[str]:
    """What is wrong with a list of bugs: a heading with `BUG-001` each, and below it a line for every label.

    What a label says may go on below it, as steps in a list do.
    """
    lines = markdown.lines(text)
    heads = [(one.at, found[1]) for one in markdown.headings(lines) if (found := _BUG.match(one.text))]
    if not heads:
        yield str(Violation(path, "", "there is no bug", 1, 'begin each with a heading: "## BUG-001: what is wrong"'))
    seen: dict[str, int] = {}
    for (at, name), (end, _) in pairwise([*heads, (len(lines), "")]):
        if name in seen:
            yield str(Violation(path, "", f"{name} is there twice", at + 1, f"line {seen[name]} has it too: renumber"))
        seen.setdefault(name, at + 1)
        for message, remedy in _lacks(name, [line.text for line in lines[at + 1 : end]]):
            yield str(Violation(path, "", message, at + 1, remedy))


def _lacks(name: str, below: list[str]) -> Iterator[tuple[str, str]]:
    said: dict[str, str] = {}
    label = ""
    for line in below:
        if found := _LABEL.fullmatch(line):
            label = found[1]
            said[label] = found[2]
        elif label:
            said[label] += line.strip()
    for one in _LABELS:
        if not said.get(one):
            yield f"{name} does not say {one}", f'add a line: "- **{one}:** ..."'
    severity = said.get("Severity", "")
    if severity and severity not in _SEVERITIES:
        yield f'{name} has the severity "{severity}"', f"one of: {', '.join(_SEVERITIES)}"


def plan_problems(path: str, text: str) -> Iterator[str]:
    """What is wrong with a test plan: by its schema, and with the numbers of its scenarios and steps."""
    try:
        source = Source.parse(text, path)
    except ViolationsError as error:
        yield from map(str, error.violations)
        return
    wrong = [*source.duplicates, *schemas.violations(source.value, _SCHEMA.read_text(encoding="utf-8"), source, path)]
    yield from map(str, wrong or _misnumbered(source))


def _misnumbered(source: Source) -> Iterator[Violation]:
    """Of a plan that fits its schema."""
    seen: set[str] = set()
    for at, scenario in enumerate(source.value["scenarios"]):
        name, steps = scenario["test_id"], [step["step_number"] for step in scenario["detailed_steps"]]
        if name in seen:
            yield source.violation(("scenarios", at, "test_id"), f"{name} is there twice", "give it another")
        seen.add(name)
        if steps != list(range(1, len(steps) + 1)):
            place = ("scenarios", at, "detailed_steps")
            yield source.violation(place, f"the steps are numbered {steps}", f"number them 1 to {len(steps)}")
