"""Which sandbox works on this machine: each is tried by a command that must write inside and must not outside."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.errors import InputError, RefusedError
from bailiwick.sandbox import bubblewrap, landlock
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bailiwick.sandbox.base import Sandbox

VARIABLE = "BAILIWICK_SANDBOX"
TRIAL_SECONDS = 10.0
_SCRIPT = "echo > inside/made; echo > outside/made; test -e inside/made"


class Kind(NamedTuple):
    """A kind of sandbox."""

    title: str
    missing: str
    """What is said where it has no variant on this machine."""
    variants: Callable[[], Sequence[Sandbox]]


class Probed(NamedTuple):
    """What was found."""

    sandbox: Sandbox | None
    """The strongest that works; None: none, so coders get no shell and checks cannot run."""
    notes: tuple[str, ...]
    """One-line texts about what is missing; empty where the strongest works in full."""


KINDS: Mapping[str, Kind] = {
    "bubblewrap": Kind("bubblewrap", "bubblewrap is missing (install the package bubblewrap)", bubblewrap.variants),
    "landlock": Kind("Landlock with seccomp", "Landlock is not available on this system", landlock.variants),
}
"""Strongest first."""


def probe(skip: frozenset[str] = frozenset(), *, environ: Mapping[str, str] = os.environ) -> Probed:
    """Return the strongest sandbox that works.

    Args:
        skip: Names of kinds that are not tried.
        environ: `BAILIWICK_SANDBOX` in it names the only kind to be tried.

    Raises:
        InputError: `BAILIWICK_SANDBOX` names no kind.
        RefusedError: the kind that it names does not work here.
    """
    forced = environ.get(VARIABLE, "")
    if forced and forced not in KINDS:
        raise InputError(f"{VARIABLE} is {forced!r}; set it to one of {', '.join(KINDS)}, or unset it")
    reasons: list[str] = []
    for name in (forced,) if forced else KINDS:
        if name in skip:
            reasons.append(f"{KINDS[name].title} is left out")
            continue
        sandbox, reason = _first_working(KINDS[name])
        if reason:
            reasons.append(reason)
        if sandbox is not None:
            return Probed(sandbox, _notes(reasons, f"using {KINDS[name].title}"))
    if forced:
        raise RefusedError(f"{'; '.join(reasons)}; mend it, or unset {VARIABLE} to use another sandbox")
    return Probed(None, _notes(reasons, "no sandbox: coders get no shell and checks cannot run"))


def trial(sandbox: Sandbox) -> str:
    """Run a command in the sandbox and return why it does not confine, or an empty text where it does."""
    with tempfile.TemporaryDirectory(prefix="bailiwick-probe-") as place:
        workdir = Path(place).resolve()
        inside, outside = workdir / "inside", workdir / "outside"
        inside.mkdir()
        outside.mkdir()
        confinement = Confinement(workdir=workdir, writable=(inside,), environment={"PATH": "/usr/bin:/bin"})
        finished = run_command(sandbox, ("sh", "-c", _SCRIPT), confinement, timeout_seconds=TRIAL_SECONDS)
        if (outside / "made").exists():
            return "a command could write outside"
        if finished.status or not (inside / "made").exists():
            return " ".join(finished.output.split()) or f"a command could not write inside, status {finished.status}"
    return ""


def _first_working(kind: Kind) -> tuple[Sandbox | None, str]:
    first = ""
    for sandbox in kind.variants():
        reason = trial(sandbox)
        if not reason:
            return sandbox, f"{kind.title} does not work in full ({first})" if first else ""
        first = first or reason
    return None, f"{kind.title} does not work here ({first})" if first else kind.missing


def _notes(reasons: list[str], end: str) -> tuple[str, ...]:
    return ("; ".join((*reasons, end)),) if reasons else ()
