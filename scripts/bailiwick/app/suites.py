"""Which command runs one of the suites that lie in the repository beside the package?"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


def command(module: str, options: Mapping[str, str], *, json: bool) -> str:
    """Return the shell text that runs a suite from the top of its repository.

    Args:
        module: such as `tests.escape`.
        options: flags without dashes, and their values; an empty one is left out. `cases` may be relative.
        json: pass `--json` on.

    Raises:
        InputError: the package was installed without the repository.
    """
    top = Path(__file__).parents[3]
    if not (top / "tests").is_dir():
        raise InputError("the suites do not come with the package: run this in a clone of bailiwick's repository")
    given = dict(options)
    if given.get("cases"):
        given["cases"] = str(Path.cwd() / given["cases"])
    words = [f"--{name}={value}" for name, value in given.items() if value] + ["--json"] * json
    return f"cd {shlex.quote(str(top))} && {shlex.join((sys.executable, '-m', module, *words))}"
