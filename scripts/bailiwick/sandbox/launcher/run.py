"""Confine, run one command, leave none of its processes behind.

Run as `python -I -S run.py SPECIFICATION COMMAND...`, where the specification comes from `sandbox.launch`. Two
processes: this one stays outside the confinement as a supervisor; its child confines itself and becomes the command.
A failure before that is told as `<name of the sandbox>: ...` with exit status 125.
"""

from __future__ import annotations

import marshal
import os
import resource
import signal
import sys

sys.path.append(os.path.abspath(f"{__file__}/../../../.."))  # noqa: PTH100 - few imports

from bailiwick.sandbox.launcher import calls, identity, ruleset, supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

FAILED = 125


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status, 128 + n where signal n ended it."""
    specification, command = marshal.loads(bytes.fromhex(arguments[0])), arguments[1:]  # noqa: S302 - of the engine
    calls.prctl(calls.SUBREAPER, 1)
    calls.prctl(calls.PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != specification["parent"]:
        return FAILED  # the engine died before the line above
    os.closerange(3, 1 << 20)
    signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.WATCHED)
    try:
        kill_all = _prepare(specification)
    except (OSError, RuntimeError) as error:
        _tell(specification, error)
        return FAILED
    itself = os.getpid()
    child = os.fork()
    if child == 0:
        _become(command, specification, itself)
    status = supervisor.wait_for(child, kill_all)
    supervisor.kill_the_rest(kill_all)
    return status


def _prepare(specification: dict[str, Any]) -> Callable[[], None]:
    """Do what must be done from outside; return what kills all processes of the command."""
    uid = specification["uid"]
    if uid:
        identity.give(specification["writable"], specification["kept"], uid)
        return lambda: identity.kill_all(uid)
    if ruleset.confine_signals():
        return lambda: os.kill(-1, signal.SIGKILL)
    return supervisor.kill_one_by_one


def _become(command: list[str], specification: dict[str, Any], parent: int) -> NoReturn:
    try:
        os.setsid()  # so that `kill 0` reaches the command's own processes alone
        _limit(specification)
        if specification["uid"]:
            _change_user(specification)
        else:
            _restrict(specification)
        calls.drop_capabilities(specification["capset"])
        calls.prctl(calls.PARENT_DEATH_SIGNAL, signal.SIGKILL)  # a change of user has taken it away
        if os.getppid() == parent:
            calls.filter_calls(specification["seccomp"], specification["filter"])
            _restore_signals()
            _execute(command, specification["environment"])
    except (OSError, RuntimeError) as error:
        _tell(specification, error)
    os._exit(FAILED)


def _limit(specification: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, limit in (
        (resource.RLIMIT_FSIZE, specification["file"]),
        (resource.RLIMIT_NPROC, specification["tasks"]),
    ):
        if limit:
            resource.setrlimit(kind, (limit, limit))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123 - few imports
            file.write("1000")
    except OSError:
        pass


def _change_user(specification: dict[str, Any]) -> None:
    calls.empty_bounding_set()
    calls.no_new_privileges()
    identity.become(specification["uid"])
    identity.enter(specification["cwd"])


def _restrict(specification: dict[str, Any]) -> None:
    os.chdir(specification["cwd"])
    calls.empty_bounding_set()
    ruleset.confine(specification["rules"], network=specification["network"])


def _restore_signals() -> None:
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and a program would inherit that
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, supervisor.WATCHED)


def _execute(command: list[str], environment: dict[str, str]) -> None:
    # not execvpe, whose imports are no longer readable here
    program = command[0]
    folders = [""] if "/" in program else [f"{f}/" for f in environment.get("PATH", "").split(":") if f]
    for folder in folders:
        try:
            os.execve(folder + program, command, environment)  # noqa: S606 - no shell is the point
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
    why = f"{place} is closed to this user" if (place := identity.closed(program)) else "there is no such program"
    raise RuntimeError(f"{program} cannot be run: {why}")


def _tell(specification: dict[str, Any], error: Exception) -> None:
    sys.stderr.write(f"{specification['name']}: {error}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
