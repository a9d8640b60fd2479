"""How the suite is told: one line a vector, sums, and the last line; or all of it as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.escape.attempt import CONTROL, GATE, HOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.escape.alarms import Alarms
    from tests.escape.judge import Verdict

_WIDTHS = (38, 10, 22)


@dataclass(frozen=True)
class Report:
    """Everything that the suite has found out."""

    verdicts: Sequence[Verdict]
    sandboxes: Sequence[str]
    notes: Sequence[str]
    """Why other sandboxes were not tried."""
    alarms: Sequence[Alarms]
    seconds: float

    @property
    def violations(self) -> int:
        """What should not have been: of vectors, and legitimate changes that were refused."""
        return sum(len(v.violations) for v in self.verdicts) + sum(len(a.denied) for a in self.alarms)

    def lines(self) -> Iterator[str]:
        """All but the last line, for people."""
        yield from self.notes
        yield _row("vector", "stopped by", "would have", "what it tries")
        group = ""
        for verdict in self.verdicts:
            if (first := verdict.vector.name.partition("/")[0]) != group:
                group = first
                yield f"{group}/"
            yield from _told(verdict)
        yield ""
        yield from _sums(self.verdicts, self.sandboxes)
        yield from (line for alarms in self.alarms for line in alarms.lines())
        yield f"{sum(len(v.tried) for v in self.verdicts)} attempts, {self.seconds:.0f} s in all"

    def last_line(self) -> str:
        """The last line, the same in all cases."""
        return f"escape-suite: {len(self.verdicts)} tried, {self.violations} violations"

    def as_json(self) -> str:
        """One object with everything."""
        vectors = [
            {
                "name": v.vector.name,
                "title": v.vector.title,
                "by": v.vector.by,
                "stopped_by": v.stopped_by[:1],
                "would_have": v.stopped_by[1:],
                "shown": v.is_shown(),
                "missing": v.missing,
                "open_in": v.open_in,
                "violations": v.violations,
                "attempts": {setting: one.to_json() for setting, one in v.tried.items()},
            }
            for v in self.verdicts
        ]
        whole = {
            "sandboxes": list(self.sandboxes),
            "notes": list(self.notes),
            "seconds": round(self.seconds, 1),
            "tried": len(self.verdicts),
            "violations": self.violations,
            "vectors": vectors,
            "no_false_alarm": [alarms.to_json() for alarms in self.alarms],
        }
        return json.dumps(whole, indent=1)


def _told(verdict: Verdict) -> Iterator[str]:
    name = "  " + verdict.vector.name.partition("/")[2]
    layers = verdict.stopped_by
    if verdict.missing:
        yield _row(name, "-", f"needs {verdict.missing}", verdict.vector.title)
        return
    yield _row(name, *(layers[:1] or ["-"]), ", ".join(layers[1:]) or "-", verdict.vector.title)
    for sandbox in verdict.open_in:
        yield f"    known to get through {sandbox}: {dict(verdict.vector.open_in)[sandbox]}"
    for violation in verdict.violations:
        yield f"    VIOLATION {violation}"


def _sums(verdicts: Sequence[Verdict], sandboxes: Sequence[str]) -> Iterator[str]:
    for setting in (*sandboxes, HOOKS, GATE):
        tried = [v.tried[setting] for v in verdicts if setting in v.tried]
        if not tried:
            continue
        known = sum(setting in v.open_in for v in verdicts)
        outside = sum(bool(t.outside or t.at_once) for t in tried) - known
        landed = sum(bool(t.landed or t.later) for t in tried)
        parts = [f"{len(tried)} tried"]
        if setting in sandboxes:
            parts.append(f"outside: {outside}")
        if setting == HOOKS:
            parts.append(f"refused by the hooks: {sum(not t.at_once for t in tried)}, the rest passes them by")
        parts.append(f"landed: {landed}")
        if known:
            parts.append(f"known to get through: {known}")
        if setting == GATE and (alone := sum(GATE not in v.tried and not v.missing for v in verdicts)):
            parts.append(f"{alone} more can only be stopped before")
        yield f"{setting:<12} {'; '.join(parts)}"
    able = [v for v in verdicts if CONTROL in v.tried]
    lacking = sorted({v.missing for v in verdicts if v.missing})
    told = f"; {sum(bool(v.missing) for v in verdicts)} not possible here ({', '.join(lacking)})" if lacking else ""
    yield f"{CONTROL:<12} {sum(v.is_shown() for v in able)} of {len(able)} shown to succeed{told}"


def _row(*cells: str) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, (*_WIDTHS, 0), strict=True)).rstrip()
