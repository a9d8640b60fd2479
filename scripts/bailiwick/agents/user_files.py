"""Which definition files does a person keep for all repositories, and what are they here?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.agents.profile import read_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bailiwick.agents.profile import Offered, Profile

_PLACES = (".claude/agents/**/*.md", ".copilot/agents/*.md")
_NO_CODER = "a file of yours: no coder has it; put it into the repository and name it as `definition`, if that is meant"


def user_profiles(home: Path, root: Path, listed: Iterable[Profile], *, offered: Offered) -> list[Profile]:
    """Read the files below a home directory; coders have none of them, because a run must not depend on a machine.

    Args:
        home: The person's.
        root: The repository; where it is the home directory itself, its files are not told again.
        listed: What is in the repository.
        offered: What the engine has for them.
    """
    of_repository = {(p.dialect, p.definition.name): p.path for p in listed if p.definition}
    return [_profile(home, path, of_repository, offered) for path in _files(home, root)]


def _files(home: Path, root: Path) -> Iterator[str]:
    for place in _PLACES:
        for file in sorted(home.glob(place)):
            if file.is_file() and not file.resolve().is_relative_to(root.resolve()):
                yield file.relative_to(home).as_posix()


def _profile(home: Path, path: str, of_repository: dict[tuple[str, str], str], offered: Offered) -> Profile:
    profile = read_profile(home, path, offered)
    name = profile.definition.name if profile.definition else ""
    same = of_repository.get((profile.dialect, name), "")
    note = f"{same} of the repository has the same name, and wins" if same else _NO_CODER
    return replace(profile, path=f"~/{path}", notes=(*profile.notes, note), is_user=True)
