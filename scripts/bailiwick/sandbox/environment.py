"""The variables of a confined command, and the directories of its interpreter that it must be able to read."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM_PROGRAMS = ("/usr/local/bin", "/usr/bin", "/bin")


def environment(scratch: Path) -> dict[str, str]:
    """Return all variables of a command; nothing is taken over from the engine.

    `scratch` is a directory of the command's own, to be named among the writable ones; home and temporary directory are
    made in it.
    """
    places = {"HOME": scratch / "home", "TMPDIR": scratch / "tmp"}
    for place in places.values():
        with suppress(FileExistsError):  # an earlier command may have put anything there
            place.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": ":".join((str(Path(sys.prefix) / "bin"), *SYSTEM_PROGRAMS)),
        **{name: str(place) for name, place in places.items()},
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def interpreter() -> tuple[Path, ...]:
    """Return what a command must read to run this engine's Python: environment, installation, links on the way.

    Only the link itself is named, not the directory it lies in: that may be a home.
    """
    prefixes = {Path(p) for p in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)}
    return tuple(sorted({*prefixes, *_links(Path(sys.executable))} - {Path("/"), Path()}))


def _links(path: Path) -> Iterator[Path]:
    for _ in range(40):  # as many as the kernel follows
        if not path.is_symlink():
            return
        path = path.parent / path.readlink()
        yield path
