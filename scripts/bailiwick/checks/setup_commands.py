"""Run the setup commands of a module in a checkout made for them, and say why one has not done its part."""

from __future__ import annotations

import os
import shlex
import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks import bytecode, installers, verdict
from bailiwick.checks.run import limits
from bailiwick.checks.store import alone
from bailiwick.domain.structure import Isolation, Network
from bailiwick.sandbox.base import Confinement, Sandbox
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Module

TAIL_LINES = 3
"""Of the output of a command that failed."""
REMEDY = "mend `setup` in shared/project_structure.json, or what it reads"


class Surroundings(NamedTuple):
    """Where setup commands run."""

    sandbox: Sandbox
    cache: Path | None
    """What setups of trusted content share; None: the content is not trusted, and gets one of its own."""
    environ: Mapping[str, str]
    """Variables of the person."""
    stop: threading.Event | None = None
    record: Path | None = None


def run_setup(module: Module, checkout: Path, scratch: Path, around: Surroundings) -> Verdict | None:
    """Run the commands one after the other in the module's first directory.

    Args:
        module: whose.
        checkout: all of it is writable, because nothing but new things in the module's directories is taken from it.
        scratch: for home and temporary files.
        around: what else they get. The network is theirs where the content is trusted, or the map gives it to commands.

    Returns:
        Why a command has failed, with what to do; None where all have done their part.

    Raises:
        StoppedError: the run is to stop, while this setup waited for another.
    """
    trusted = around.cache is not None
    cache = around.cache or scratch / "cache"
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = installers.settings(around.environ, cache, trusted=trusted)
    confinement = Confinement(
        workdir=checkout,
        writable=(checkout, scratch, cache),
        readable=(*interpreter(), *told.readable),
        environment={**environment(scratch), **bytecode.elsewhere(scratch), **told.environment},
        cwd=checkout / module.paths[0],
        network=trusted or module.network is Network.FULL,
        limits=limits(module.limits),
    )
    with _alone(cache, around) if trusted else nullcontext():
        return next((bad for command in module.setup if (bad := _run(module, command, confinement, around))), None)


def _alone(cache: Path, around: Surroundings) -> AbstractContextManager[None]:
    """Keep other setups from a cache that they would take over: under `uid` its owner changes with each."""
    return alone(cache, around.stop) if around.sandbox.name == Isolation.UID else nullcontext()


def _run(module: Module, command: tuple[str, ...], confinement: Confinement, around: Surroundings) -> Verdict | None:
    named = f"setup of {module.name}: `{shlex.join(command)}`"
    if not _is_there(command[0], confinement):
        told = f"{named}: {command[0]} is not there or may not be executed; install it, or {REMEDY}"
        return verdict.could_not_run(told)
    seconds = module.limits.seconds
    finished = run_command(
        around.sandbox, command, confinement, timeout_seconds=seconds, stop=around.stop, record=around.record
    )
    if stopped := verdict.of_circumstances(finished, around.sandbox, timeout_seconds=seconds):
        return stopped._replace(reason=f"{named}: {stopped.reason}")
    if finished.status == 0:
        return None
    output = installers.without_secrets(finished.output, confinement.environment)
    said = [line.strip() for line in output.splitlines() if line.strip()][-TAIL_LINES:]
    because = ": ".join(filter(None, (verdict.of_status(finished.status).reason, " | ".join(said))))
    return verdict.could_not_run(f"{named}: {because}; {REMEDY}")


def _is_there(program: str, confinement: Confinement) -> bool:
    if "/" in program:
        path = (confinement.cwd or confinement.workdir) / program
        return path.is_file() and os.access(path, os.X_OK)
    return shutil.which(program, path=confinement.environment["PATH"]) is not None
