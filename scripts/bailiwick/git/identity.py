"""Under whose name are commits made?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository

OWN_NAME = "Bailiwick"
OWN_EMAIL = "bailiwick@localhost"


@dataclass(frozen=True)
class Identity:
    """Author and committer of a commit."""

    name: str
    email: str
    own: bool = False
    """True where git knows no user and the engine commits under a name of its own."""

    def env(self) -> dict[str, str]:
        """The variables that give git this identity."""
        people = ("AUTHOR", "COMMITTER")
        return {f"GIT_{who}_NAME": self.name for who in people} | {f"GIT_{who}_EMAIL": self.email for who in people}


def identity(repo: Repository) -> Identity:
    """The user whom git's configuration or environment names, else the engine's own name.

    A name that git would guess from the machine does not count.
    """
    given = {k: v for k, v in os.environ.items() if k.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_"))}
    told = repo.try_git("var", "GIT_AUTHOR_IDENT", env=given, config=["user.useConfigOnly=true"])
    name, _, rest = told.stdout.decode(errors="surrogateescape").partition(" <")
    email = rest.partition(">")[0]
    if told.status or not name or not email:
        return Identity(OWN_NAME, OWN_EMAIL, own=True)
    return Identity(name, email)
