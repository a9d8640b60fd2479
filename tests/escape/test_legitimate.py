"""No change that a careful engineer would let pass is refused, and the corpus sees it when one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox.probe import probe

from tests.escape import legitimate
from tests.support.confined import open_place

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

    from tests.escape.change import Batch

__all__ = ["open_place"]

BATCHES = legitimate.batches()


@pytest.fixture
def strongest(open_place: Path) -> Sandbox:
    sandbox = probe(place=open_place).sandbox
    if sandbox is None:
        pytest.skip("no sandbox works here, so no coder has a shell")
    return sandbox


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: batch.file)
def test_nothing_legitimate_is_refused(batch: Batch, strongest: Sandbox, open_place: Path) -> None:
    assert [str(denial) for denial in legitimate.denials(strongest, open_place, [batch])] == []


def test_there_are_enough_changes() -> None:
    assert legitimate.count(BATCHES) >= 300


REFUSED = r"""
[module]
checks = { tests = ["sh", "check.sh"] }
[base]
"price.py" = "PRICE = 1\n"
"check.sh" = "true\n"
"pyproject.toml" = "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"
[[change]]
title = "a file of another module, by the editor"
create = { "/modules/catalog/new.py" = "x\n" }
[[change]]
title = "a file of another module, by the shell"
run = "echo x > ../catalog/new.py"
arrives = ["/modules/catalog/new.py"]
[[change]]
title = "a refusal that the command passes over"
run = "echo x > ../catalog/items.py || true"
arrives = []
[[change]]
title = "a control file, by the editor"
create = { "conftest.py" = "x\n" }
[[change]]
title = "a control file, by the shell"
run = "echo x > conftest.py"
arrives = ["conftest.py"]
[[change]]
title = "a closed part of a file"
replace = { "pyproject.toml" = ["'tests'", "'other'"] }
[[change]]
title = "a script that the check runs"
replace = { "check.sh" = ["true", "false"] }
[[change]]
title = "a program without leave"
create = { "run" = "x\n" }
executable = ["run"]
[[change]]
title = "a link"
run = "ln -s price.py link"
arrives = ["link"]
[[change]]
title = "a hard link"
run = "ln price.py twin.py"
arrives = ["twin.py"]
[[change]]
title = "a nested repository"
run = "git init -q nested && echo x > nested/x"
arrives = ["nested/x"]
[[change]]
title = "a name that Windows cannot hold"
create = { "aux.py" = "x\n" }
[[change]]
title = "a name that is another's where case is ignored"
create = { "Price.py" = "x\n" }
[[change]]
title = "less arrives than is named"
create = { "a.py" = "x\n" }
arrives = ["a.py", "b.py"]
[[change]]
title = "more arrives than is named"
run = "echo x > a.py && echo x > b.py"
arrives = ["a.py"]
[[change]]
title = "what is said to be ignored is not"
ignored = { "a.tmp" = "x" }
[[change]]
title = "a command that fails"
run = "echo x > a.py && false"
arrives = ["a.py"]
[[change]]
title = "one that is let pass"
create = { "a.py" = "x\n" }
"""


def test_what_must_be_refused_is_told(strongest: Sandbox, open_place: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(REFUSED)
    found = legitimate.batches(tmp_path)
    told = {
        denial.change.title: "; ".join(denial.reasons) for denial in legitimate.denials(strongest, open_place, found)
    }
    expected = {
        "a file of another module, by the editor": "outside the scope of coder in pricing",
        "a file of another module, by the shell": "modules/catalog/new.py",
        "a refusal that the command passes over": "modules/catalog/items.py: outside the scope",
        "a control file, by the editor": "a control file (test configuration)",
        "a control file, by the shell": "a control file (test configuration)",
        "a closed part of a file": "changes tool.pytest of pyproject.toml",
        "a script that the check runs": "a control file (run by check tests)",
        "a program without leave": "made executable",
        "a link": "modules/pricing/link was left out: symbolic link",
        "a hard link": "modules/pricing/twin.py was left out: hard link to another file",
        "a nested repository": "was left out: nested repository",
        "a name that Windows cannot hold": "a name that not every system can hold",
        "a name that is another's where case is ignored": "same name as modules/pricing/",
        "less arrives than is named": "modules/pricing/b.py has not arrived",
        "more arrives than is named": "modules/pricing/b.py has arrived",
        "what is said to be ignored is not": "modules/pricing/a.tmp has arrived",
        "a command that fails": "[exit status 1]",
    }
    assert told.keys() == expected.keys()
    assert [title for title, part in expected.items() if part not in told[title]] == []


LOST = r"""
[scope]
write = ["*.py"]
[[change]]
title = "a file beside those of the scope"
run = "echo x > a.py && echo x > notes.txt"
arrives = ["a.py"]
"""


def test_what_git_sees_and_the_engine_does_not_take_is_told(
    strongest: Sandbox, open_place: Path, tmp_path: Path
) -> None:
    (tmp_path / "lost.toml").write_text(LOST)
    (denial,) = legitimate.denials(strongest, open_place, legitimate.batches(tmp_path))
    assert denial.reasons == ("modules/pricing/notes.txt is not in the tree as it lies in the workspace (A)",)
    assert str(denial).startswith("lost: a file beside those of the scope: modules/pricing/notes.txt is not")


LEFT_OUT = """
[[change]]
title = "needs a program"
needs = ["env", "no-such-program"]
run = "false"
arrives = []
[[change]]
title = "is not for this one"
not_in = { %s = "it has no loopback" }
run = "false"
arrives = []
[[change]]
title = "is tried"
needs = ["env"]
create = { "a.py" = "x" }
"""


def test_what_cannot_be_made_here_is_left_out_and_named(strongest: Sandbox, open_place: Path, tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text(LEFT_OUT % strongest.name)
    found = legitimate.batches(tmp_path)
    assert legitimate.denials(strongest, open_place, found) == []
    assert (legitimate.count(found), legitimate.count(found, strongest)) == (3, 1)
    assert legitimate.left_out(found, strongest) == [
        "some: needs a program: no-such-program does not start there on this machine",
        "some: is not for this one: it has no loopback",
    ]
