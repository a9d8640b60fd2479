"""What must be open to other users before a sandbox that is another user is chosen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import bailiwick

from tests.support.confined import python_for_everybody
from tests.support.kinds import needs

PACKAGE = Path(bailiwick.__file__).parent


def probed(place: Path, **variables: str) -> str:
    """Probe for another user in a process whose Python all users may run; the name of what was found, or why not."""
    code = (
        "import sys; from pathlib import Path; from bailiwick.errors import RefusedError\n"
        "from bailiwick.sandbox.probe import probe\n"
        f"try: print(probe(environ={{'BAILIWICK_SANDBOX': 'uid'}}, place=Path({str(place)!r})).sandbox.name)\n"
        "except RefusedError as error: print(error)"
    )
    finished = subprocess.run(
        (python_for_everybody(), "-B", "-c", code),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGE.parent), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout.strip()


MEND = "; mend it, or unset BAILIWICK_SANDBOX to use another sandbox"


def test_another_user_works_where_it_may_enter(open_place: Path) -> None:
    needs("uid")
    assert probed(open_place / "not/there/yet") == "uid"


def test_another_user_needs_a_way_to_the_place_of_its_work(open_place: Path) -> None:
    needs("uid")
    (open_place / "closed").mkdir(mode=0o700)
    assert probed(open_place / "closed/state") == (
        f"another user does not work here ({open_place}/closed is closed to other users; set BAILIWICK_STATE_DIR to a "
        f"place that they may enter){MEND}"
    )


def test_another_user_needs_a_temporary_directory_that_it_may_enter(open_place: Path) -> None:
    needs("uid")
    (open_place / "closed").mkdir(mode=0o700)
    assert probed(open_place, TMPDIR=str(open_place / "closed")) == (
        f"another user does not work here (uid: {open_place}/closed is closed to other users; set BAILIWICK_STATE_DIR "
        f"(and TMPDIR) to a place that they may enter, with a umask that lets them read (022)){MEND}"
    )


def test_another_user_needs_the_python_of_the_engine(open_place: Path) -> None:
    needs("uid")
    (open_place / "closed").mkdir(mode=0o700)
    python = open_place / "closed/python"
    shutil.copy(python_for_everybody(), python)
    code = "from bailiwick.sandbox.probe import probe; probe(environ={'BAILIWICK_SANDBOX': 'uid'})"
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGE.parent)}
    finished = subprocess.run((python, "-B", "-c", code), env=environment, capture_output=True, text=True, check=False)
    assert finished.stderr.splitlines()[-1].endswith(
        f"another user does not work here (uid: {python} cannot be run: {open_place}/closed is closed to this user)"
        f"{MEND}"
    )
