"""The Invoke collection behind `tasks.py` and the `bailiwick` command: flags in, one call, exit status out.

Only invoke and the standard library are imported here; the rest comes in with the command that needs it.
"""

from __future__ import annotations

from invoke import Collection, Program

from bailiwick import __version__
from bailiwick.cli import team, upkeep

_COMMANDS = (
    team.run_tasks, team.status, team.show, team.check, team.import_tasks, team.claim, team.submit, team.release,
    team.act_as, team.verify, team.review, team.doctor, team.agents, team.plan, upkeep.example, team.new_spec,
    upkeep.install_hooks, upkeep.test, upkeep.escape_suite, upkeep.truth_suite, upkeep.lint, upkeep.bench,
)  # fmt: skip
ns = Collection(*_COMMANDS)
_program = Program(name="bailiwick", namespace=ns, version=__version__)


def main() -> None:
    """The `bailiwick` command."""
    _program.run()
