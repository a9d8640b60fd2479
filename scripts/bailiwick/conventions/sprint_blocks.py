"""The reply of an architect: a request for agents, or the end of a sprint; never both, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.conventions.report import Fault
from bailiwick.domain import bullet

if TYPE_CHECKING:
    from collections.abc import Sequence

SPAWN = "## SPAWN REQUEST"
FINALIZE = "FINALIZE"
MANUAL = "--manual"

_BULLET = "{agent:[A-Za-z0-9_-]+}[ {flag:--manual}][: {title:\\S.*}]"
_EXAMPLE = "- backend-dev: Take coupons at the checkout"
_FINAL = re.compile(r"Phase 5 complete\. Sprint ([1-9][0-9]*) is finalized\.")
_FINAL_EXAMPLE = "Phase 5 complete. Sprint 3 is finalized."
_FENCE = re.compile(r"(`{3,})[A-Za-z]*")


@dataclass(frozen=True)
class Spawn:
    """One agent that is asked for."""

    agent: str
    title: str = ""
    """Of its task; empty: what its specs ask for."""
    manual: bool = False


@dataclass(frozen=True)
class Blocks:
    """What a reply says."""

    spawns: tuple[Spawn, ...] = ()
    final: int = 0
    """Number of the sprint that is over; 0: none is."""
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)


def read(text: str) -> Blocks:
    """Read a reply; never raises. Blank lines are free, one fence around all of it is cut off with a note."""
    lines = [(i, line.strip()) for i, line in enumerate(text.splitlines(), 1) if line.strip()]
    notes: tuple[str, ...] = ()
    if len(lines) > 1 and (mark := _FENCE.fullmatch(lines[0][1])) and lines[-1][1] == mark[1]:
        lines, notes = lines[1:-1], ("a fence around the whole reply was cut off",)
    heads = [(i, line) for i, line in lines if line in {SPAWN, FINALIZE}]
    if not lines or lines[0][1] not in {SPAWN, FINALIZE}:
        number, found = lines[0] if lines else (0, "")
        return Blocks(faults=(Fault(number, f"{SPAWN!r} or {FINALIZE!r} and nothing before it", found),), notes=notes)
    if len(heads) > 1:
        number, found = heads[1]
        return Blocks(faults=(Fault(number, "one block: a request and the end contradict each other", found),))
    body = lines[1:]
    return _spawns(lines[0][0], body, notes) if lines[0][1] == SPAWN else _final(lines[0][0], body, notes)


def render(blocks: Blocks) -> str:
    """Write a reply; `read` gives the same back."""
    if blocks.final:
        return f"{FINALIZE}\nPhase 5 complete. Sprint {blocks.final} is finalized.\n"
    rows = ({"agent": s.agent, "flag": MANUAL if s.manual else "", "title": s.title} for s in blocks.spawns)
    return "\n".join([SPAWN, *(f"- {bullet.write(_BULLET, row)}" for row in rows)]) + "\n"


def outline() -> str:
    """Both blocks with examples, for the prompt."""
    return f"{SPAWN}\n{_EXAMPLE}\n\nor, when the sprint is over:\n\n{FINALIZE}\n{_FINAL_EXAMPLE}"


def _spawns(head: int, body: Sequence[tuple[int, str]], notes: tuple[str, ...]) -> Blocks:
    found, faults = [], []
    for number, line in body:
        match = bullet.compiled(_BULLET).fullmatch(line.removeprefix("- ")) if line.startswith("- ") else None
        if match:
            found.append(Spawn(match["agent"], match["title"] or "", bool(match["flag"])))
        else:
            faults.append(Fault(number, f"a bullet such as {_EXAMPLE!r}", line))
    if not body:
        faults.append(Fault(head, f"a bullet such as {_EXAMPLE!r} below it", ""))
    return Blocks(tuple(found) if not faults else (), faults=tuple(faults), notes=notes)


def _final(head: int, body: Sequence[tuple[int, str]], notes: tuple[str, ...]) -> Blocks:
    match = _FINAL.fullmatch(body[0][1]) if body else None
    faults = [] if match else [Fault(body[0][0] if body else head, repr(_FINAL_EXAMPLE), body[0][1] if body else "")]
    faults += [Fault(number, "nothing after that", line) for number, line in body[1:]]
    return Blocks(final=int(match[1]) if match and not faults else 0, faults=tuple(faults), notes=notes)
