"""Changes that keep or break a rule of form, each with what is said about it: `examples/<rule>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from bailiwick.checks.form import RULES, FormChange, judge

DIRECTORY = Path(__file__).with_name("examples")


@dataclass(frozen=True)
class Example:
    """One change."""

    rule: str
    name: str
    base: dict[str, str] = field(default_factory=dict)
    """Path -> text; a file that is the same on both sides is not changed."""
    candidate: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    expect: tuple[str, ...] = ()
    """Findings as they are told."""

    def change(self) -> FormChange:
        paths = self.base.keys() | self.candidate.keys()
        changed = sorted(path for path in paths if self.base.get(path) != self.candidate.get(path))
        return FormChange(tuple(changed), self.base.get, self.candidate.get, frozenset(self.candidate))

    def findings(self) -> tuple[str, ...]:
        settings = RULES[self.rule].settings.model_validate(self.settings)
        return tuple(str(finding) for finding in judge(self.change(), {self.rule: settings}))


def read(path: Path) -> list[Example]:
    """The examples of one rule."""
    cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [Example(path.stem, **{**case, "expect": tuple(case.get("expect", ()))}) for case in cases]


EXAMPLES = [example for path in sorted(DIRECTORY.glob("*.toml")) for example in read(path)]
