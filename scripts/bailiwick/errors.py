"""The errors that prevent a command, and the exit status each one means.

BailiwickError                what a person can put right; str() ends with the remedy
├── InputError                bad files, flags or configuration           exit 2
│   └── ViolationsError       one or more violations of the shared files  exit 2
├── RefusedError              the repository or machine is not fit to run exit 2
│   └── LockedError           another run holds this repository           exit 2
├── GitError                  a git command failed unexpectedly           exit 3
├── JournalError              the durable engine cannot be opened         exit 3
└── ModelError                a model call failed for good                (a task's result)

A failed task is a result, not an exception: it never appears here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.violation import Violation


class BailiwickError(Exception):
    """Base of all errors that are told to a person without a traceback."""

    exit_status = 2


class InputError(BailiwickError):
    """A flag, a file or an environment variable holds something unusable."""


class ViolationsError(InputError):
    """The shared files break their rules; carries every violation found."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(str(v) for v in self.violations))


class RefusedError(BailiwickError):
    """The repository or the machine is in a state in which nothing may be started."""


class LockedError(RefusedError):
    """Another process works on this repository."""


class GitError(BailiwickError):
    """A git command failed in a way no caller expects.

    Attributes: `command` (argv), `status` (int), `stderr` (text).
    """

    exit_status = 3

    def __init__(self, command: Sequence[str], status: int, stderr: str) -> None:
        self.command = tuple(command)
        self.status = status
        self.stderr = stderr
        super().__init__(f"git {' '.join(command)} ended with {status}: {stderr.strip() or 'no message'}")


class JournalError(BailiwickError):
    """The journal of the durable engine cannot be opened or read."""

    exit_status = 3


class ModelError(BailiwickError):
    """A model call failed and is not worth repeating.

    Attributes: `kind` is a short word for tables (`refusal`, `rate_limit`, `bad_request`, ...).
    """

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)
