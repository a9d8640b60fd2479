"""What do the attempts of a vector say about the layers, and which of them should not have happened?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.escape.attempt import CONTROL, GATE, HOOKS
from tests.escape.vector import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.escape.attempt import Tried
    from tests.escape.vector import Vector


@dataclass
class Verdict:
    """What is to be told of one vector."""

    vector: Vector
    tried: Mapping[str, Tried]
    """By setting; empty where the machine lacks something."""
    missing: str = ""
    """What the machine lacks."""
    violations: list[str] = field(default_factory=list)
    open_in: list[str] = field(default_factory=list)
    """Sandboxes in which it gets through, as its file says."""

    @property
    def stopped_by(self) -> list[str]:
        """Layers that each were seen to stop it, the first to meet it first."""
        return [layer for layer in LAYERS if layer in self.vector.stopped_by and self._seen(layer)]

    def is_shown(self) -> bool:
        """Tell whether it succeeded where nothing stopped it."""
        control = self.tried.get(CONTROL)
        return control is not None and not self.not_shown(control)

    def not_shown(self, control: Tried) -> list[str]:
        """Witnesses that did not come true without any layer."""
        true = {*control.at_once, *control.later}
        return [str(w) for w in self.vector.witness if str(w) not in true]

    def _seen(self, layer: str) -> bool:
        sandboxed = [t for s, t in self.tried.items() if s not in {GATE, HOOKS, CONTROL}]
        match layer:
            case "tool" | "kernel":
                return bool(self.vector.at_once) and any(not t.at_once for t in sandboxed)
            case "commit":
                return HOOKS in self.tried and not self.tried[HOOKS].at_once
            case _:
                rest = [self.tried[GATE]] if GATE in self.tried else sandboxed
                return bool(self.vector.later) and bool(rest) and not any(t.later for t in rest)


def settings(vector: Vector, sandboxes: Sequence[str], for_runs: Sequence[str]) -> list[str]:
    """In which settings a vector is tried; `for_runs` are the sandboxes that serve whole runs."""
    match vector.by:
        case "commit":
            return [HOOKS, GATE, CONTROL]
        case "tree":
            return [GATE, CONTROL]
        case "run":
            return [*for_runs, CONTROL]
        case _:
            return [*sandboxes, *([GATE] if vector.later else []), CONTROL]


def judge(vector: Vector, tried: Iterable[Tried], missing: str, sandboxes: Sequence[str]) -> Verdict:
    """Put the attempts of one vector together."""
    verdict = Verdict(vector, {t.setting: t for t in tried}, missing)
    if missing:
        return verdict
    known_open = dict(vector.open_in)
    for setting, one in verdict.tried.items():
        if one.error:
            verdict.violations.append(f"{setting}: could not be tried: {one.error.splitlines()[0]}")
        elif setting == CONTROL:
            if wanting := verdict.not_shown(one):
                verdict.violations.append(f"not shown: without any layer {', '.join(wanting)} did not come true")
        elif setting in known_open:
            _known(verdict, setting, one)
        else:
            verdict.violations += [f"{setting}: {what}" for what in _happened(vector, setting, one)]
    if not any(t.error for t in verdict.tried.values()) and not verdict.violations:
        verdict.violations += _unseen(verdict, sandboxes)
    return verdict


def _happened(vector: Vector, setting: str, one: Tried) -> list[str]:
    is_meant = setting == GATE or (setting == HOOKS and "commit" not in vector.stopped_by)
    passed = [] if is_meant else one.at_once
    return [
        *(f"came true: {what}" for what in (*passed, *one.later)),
        *one.outside,
        *(f"landed: {p}" for p in one.landed),
    ]


def _known(verdict: Verdict, setting: str, one: Tried) -> None:
    if one.at_once or one.outside:
        verdict.open_in.append(setting)
    else:
        verdict.violations.append(f"{setting}: is stopped there now; take it out of open_in")
    verdict.violations += [f"{setting}: landed: {path}" for path in one.landed]


def _unseen(verdict: Verdict, sandboxes: Sequence[str]) -> list[str]:
    """Layers that the file names although nothing shows that they stop it."""
    seen = verdict.stopped_by
    everywhere_open = set(sandboxes) <= set(dict(verdict.vector.open_in))
    return [
        f"stopped_by names {layer}, but nothing shows that it stops this alone"
        for layer in verdict.vector.stopped_by
        if layer not in seen and not (layer == "kernel" and (everywhere_open or not sandboxes))
    ]
