"""Which sandbox works on this machine: each is tried by a command that must write inside and must not outside."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain.diagnosis import Finding, State
from bailiwick.domain.structure import Isolation
from bailiwick.errors import InputError, RefusedError
from bailiwick.sandbox import uid
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import interpreter
from bailiwick.sandbox.kinds import KINDS, SYSTEMS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.sandbox.base import Sandbox

__all__ = ["KINDS", "VARIABLE", "Probed", "probe", "survey", "trial"]

VARIABLE = "BAILIWICK_SANDBOX"
TRIAL_SECONDS = 10.0
_ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
_SCRIPT = "echo > inside/made; echo > outside/made; test -e inside/made"


class Probed(NamedTuple):
    """What was found."""

    sandbox: Sandbox | None
    """The strongest that works; None: none, so coders get no shell and checks cannot run."""
    notes: tuple[str, ...]
    """One-line texts about what is missing; empty where the strongest works in full."""


class _Tried(NamedTuple):
    sandbox: Sandbox | None
    failure: str
    """Of the strongest variant; empty where that works, or where there is none to try."""


def probe(
    skip: frozenset[str] = frozenset(), *, environ: Mapping[str, str] = os.environ, place: Path | None = None
) -> Probed:
    """Return the strongest sandbox that works.

    Args:
        skip: Names of kinds that are not tried.
        environ: `BAILIWICK_SANDBOX` in it names the only kind to be tried.
        place: Directory below which commands will work; None: not known yet.

    Raises:
        InputError: `BAILIWICK_SANDBOX` names no kind.
        RefusedError: the kind that it names does not work here.
    """
    forced = environ.get(VARIABLE, "")
    if forced and forced not in KINDS:
        raise InputError(f"{VARIABLE} is {forced!r}; set it to one of {', '.join(KINDS)}, or unset it")
    reasons: list[str] = []
    for name in (forced,) if forced else _of_this_system():
        if name in skip:
            reasons.append(f"{KINDS[name].title} is left out")
            continue
        tried = _try(KINDS[name], place)
        if reason := _reason(KINDS[name], tried):
            reasons.append(reason)
        if tried.sandbox is not None:
            return Probed(tried.sandbox, _notes(reasons, f"using {KINDS[name].title}"))
    if forced:
        raise RefusedError(f"{'; '.join(reasons)}; mend it, or unset {VARIABLE} to use another sandbox")
    return Probed(None, _notes(reasons, "no sandbox: coders get no shell and checks cannot run"))


def survey(*, place: Path | None = None) -> list[Finding]:
    """Try every kind, strongest first, and say of each what it is for and what it needs; `place` as for `probe`."""
    return [_finding(kind, place) for kind in KINDS.values()]


def trial(sandbox: Sandbox) -> str:
    """Run a command in the sandbox and return why it does not confine, or an empty text where it does."""
    with _open_place() as place:
        workdir, inside, outside = place / "tree", place / "tree/inside", place / "tree/outside"
        for directory in (workdir, inside, outside):
            directory.mkdir()
        confinement = Confinement(workdir=workdir, writable=(inside,), environment=_ENVIRONMENT)
        finished = run_command(sandbox, ("sh", "-c", _SCRIPT), confinement, timeout_seconds=TRIAL_SECONDS)
        if (outside / "made").exists():
            return "a command could write outside"
        if finished.status or not (inside / "made").exists():
            return " ".join(finished.output.split()) or f"a command could not write inside, status {finished.status}"
    return ""


@contextmanager
def _open_place() -> Iterator[Path]:
    """Give a temporary directory that other users may enter: a command may run as one."""
    with tempfile.TemporaryDirectory(prefix="bailiwick-probe-") as place:
        Path(place).chmod(0o711)
        yield Path(place).resolve()


def _python_failure(sandbox: Sandbox) -> str:
    """Return why commands cannot run this Python, which pytest and the checks of this engine need."""
    with _open_place() as place:
        confinement = Confinement(workdir=place, readable=interpreter(), environment=_ENVIRONMENT)
        command = (sys.executable, "-I", "-S", "-c", "")
        finished = run_command(sandbox, command, confinement, timeout_seconds=TRIAL_SECONDS)
    return (" ".join(finished.output.split()) or f"{sys.executable} does not run") if finished.status else ""


def _hindrance(sandbox: Sandbox, place: Path | None) -> str:
    """Return why a sandbox is of no use for commands that work below `place`."""
    reason = trial(sandbox) or _python_failure(sandbox)
    if not reason and place and sandbox.name == Isolation.UID and (closed := uid.closed(place)):
        return f"{closed} is closed to other users; set BAILIWICK_STATE_DIR to a place that they may enter"
    return reason


def _of_this_system() -> tuple[str, ...]:
    return tuple(name for name, kind in KINDS.items() if kind.system == sys.platform)


def _try(kind: Kind, place: Path | None) -> _Tried:
    first = ""
    for sandbox in kind.variants():
        failure = _hindrance(sandbox, place)
        if not failure:
            return _Tried(sandbox, first)
        first = first or failure
    return _Tried(None, first)


def _reason(kind: Kind, tried: _Tried) -> str:
    """Say in one clause why it does not work in full; empty where it does."""
    if not tried.failure:
        return kind.missing if tried.sandbox is None else ""
    how = "does not work here" if tried.sandbox is None else "does not work in full"
    return f"{kind.title} {how} ({tried.failure})"


def _finding(kind: Kind, place: Path | None) -> Finding:
    lacks = f"leaves open: {kind.lacks}" if kind.lacks else ""
    state, reason, remedy = _state(kind, place)
    means = "; ".join(filter(None, (kind.stops, lacks)))
    return Finding("kernel", kind.title, state, means, reason=reason, remedy=remedy)


def _state(kind: Kind, place: Path | None) -> tuple[State, str, str]:
    """How it is, why it does not work in full, and what to do about that."""
    if kind.system != sys.platform:
        return State.UNTESTED, f"it belongs to {SYSTEMS[kind.system]}", ""
    tried = _try(kind, place)
    reason = _reason(kind, tried)
    if tried.sandbox is not None:
        return State.WORKING, reason, kind.mend if reason else ""
    return (State.BROKEN, reason, kind.mend) if tried.failure else (State.MISSING, reason, kind.remedy)


def _notes(reasons: list[str], end: str) -> tuple[str, ...]:
    return ("; ".join((*reasons, end)),) if reasons else ()
