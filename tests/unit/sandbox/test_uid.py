"""What a sandbox that is another user owns, keeps, leaves open, and hands back to the engine."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.scope import Scope
from bailiwick.git import harvest, workspace
from bailiwick.git.repository import Repository
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.launcher import identity
from bailiwick.sandbox.probe import KINDS, trial
from bailiwick.sandbox.uid import Uid, closed, user

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.process import Finished

    from tests.support.confined import Room


@pytest.fixture
def uid() -> Uid:
    variants = KINDS["uid"].variants()
    if not variants:
        pytest.skip(KINDS["uid"].missing)
    if reason := trial(variants[0]):
        pytest.skip(reason)
    assert isinstance(variants[0], Uid)
    return variants[0]


def owner(path: Path) -> int:
    return path.lstat().st_uid


def test_owns_what_it_may_write_and_nothing_else(uid: Uid, room: Room) -> None:
    room.run(uid, "touch modules/mine/new")

    scratch = room.tree.parent / "scratch"
    assert {owner(path) for path in (room.mine, *room.mine.iterdir(), scratch)} == {user(room.confinement.writable)}
    others = (room.tree, room.tree / "README", room.theirs, room.theirs / "code.py", room.tree / ".git", room.outside)
    assert {owner(path) for path in others} == {0}


def test_is_no_real_user_and_has_no_group(uid: Uid, room: Room) -> None:
    number = user(room.confinement.writable)

    assert room.run(uid, "id -u; id -g; id -G").output.split() == [str(number)] * 3
    assert number >= identity.FIRST


def test_workspaces_have_different_users_and_one_keeps_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"

    assert user((one, other)) == user((other, one))
    assert len({user((one,)), user((other,)), user((one, other))}) == 3


def test_keeps_a_read_only_place_inside_a_writable_one(uid: Uid, room: Room) -> None:
    kept = room.mine / "deep/kept"
    kept.mkdir(parents=True)
    (kept / "file").write_text("before")
    script = """cd modules/mine/deep; echo x > kept/file; echo x > kept/new
    rm -rf kept; mv kept ../gone; mv ../deep ../away
    echo beside > new && cat new"""

    finished = room.run(uid, script, readable=(*room.confinement.readable, kept))

    assert finished.output.splitlines()[-1] == "beside"
    assert [path.name for path in kept.iterdir()] == ["file"]
    assert (kept / "file").read_text() == "before"
    assert {owner(path) for path in (kept, kept / "file")} == {0}


def test_does_not_become_the_owner_of_what_a_link_leads_to(uid: Uid, room: Room) -> None:
    (room.mine / "soft").symlink_to(room.outside / "notes")
    (room.mine / "folder").symlink_to(room.outside)
    os.link(room.outside / "notes", room.mine / "hard")

    room.run(uid, "cd modules/mine; echo x > soft; echo x > hard; echo x > folder/new; chmod 666 hard")

    notes = room.outside / "notes"
    assert (owner(notes), stat.S_IMODE(notes.stat().st_mode), notes.read_text()) == (0, 0o644, "before\n")
    assert [path.name for path in room.outside.iterdir()] == ["notes"]


def test_a_file_with_two_names_can_be_replaced(uid: Uid, room: Room) -> None:
    os.link(room.outside / "notes", room.mine / "hard")

    finished = room.run(uid, "cd modules/mine; echo new > other && mv -f other hard && cat hard")

    assert finished.output == "new\n"
    assert (room.outside / "notes").read_text() == "before\n"


def test_a_second_command_goes_on_with_what_the_first_and_the_engine_made(uid: Uid, room: Room) -> None:
    assert (
        room.run(uid, "cd modules/mine; echo 1 > made; mkdir folder; echo 2 > folder/made; chmod 600 made").status == 0
    )
    (room.mine / "engine.py").write_text("before\n")

    finished = room.run(
        uid, "cd modules/mine; echo 3 >> made; echo 4 >> folder/made; echo 5 >> engine.py; cat made */made *.py"
    )

    assert finished.output == "1\n3\n2\n4\nbefore\nbefore\n5\n"


def test_modes_alone_bind_reading(uid: Uid, room: Room) -> None:
    """What this kind leaves open, as `invoke doctor` says."""
    (room.outside / "secret").write_text("secret\n")
    (room.outside / "secret").chmod(0o600)

    finished = room.run(
        uid, f"cat {room.outside}/notes; cat {room.outside}/secret; cat README", hidden=(room.tree / "README",)
    )

    assert finished.output.splitlines()[::2] == ["before", "before"]
    assert "Permission denied" in finished.output.splitlines()[1]


def test_a_place_that_is_closed_is_named(uid: Uid, room: Room) -> None:
    room.tree.parent.chmod(0o700)

    finished = room.run(uid, "true")

    assert uid.setup_failure(finished.status, finished.output) == (
        f"uid: {room.tree.parent} is closed to other users; set BAILIWICK_STATE_DIR (and TMPDIR) to a place "
        "that they may enter, with a umask that lets them read (022)"
    )


def test_the_first_closed_directory_on_the_way_is_found(tmp_path: Path, open_place: Path) -> None:
    (open_place / "a/b").mkdir(parents=True)
    assert closed(open_place / "a/b/not/there") == ""
    (open_place / "a").chmod(0o750)
    (open_place / "link").symlink_to("a/b")
    assert closed(open_place / "link/x") == str(open_place / "a")
    assert closed(tmp_path) != ""


SCOPE = Scope(agent="coder", module="mine", roots=("modules/mine",), write=("modules/mine/**",))
WORK = """cd modules/mine
echo new > made; echo changed > code.py; rm gone; mkdir folder; echo x > folder/inner
chmod 0700 folder; chmod 0600 made; umask 077; mkdir closed; echo y > closed/file; chmod 000 closed closed/file"""


def _work(uid: Uid, place: Path) -> tuple[Repository, Path, Finished]:
    (place / "repository/modules/mine").mkdir(parents=True)
    repo = Repository.create(place / "repository")
    for name in ("code.py", "gone"):
        (repo.root / "modules/mine" / name).write_text("before\n")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "first")
    directory = place / "workspace"
    workspace.create(repo, directory, repo.text("rev-parse", "HEAD").strip())
    confinement = Confinement(
        workdir=directory,
        writable=(directory / "modules/mine",),
        readable=(repo.common_dir / "objects",),
        environment={"PATH": "/usr/bin:/bin"},
    )
    return repo, directory, run_command(uid, ("bash", "-c", f"{WORK}; git status --porcelain"), confinement)


def test_the_engine_takes_the_work_of_the_other_user_and_removes_it(uid: Uid, open_place: Path) -> None:
    repo, directory, finished = _work(uid, open_place)
    assert finished.status == 0, finished.output

    taken = harvest.harvest(
        repo,
        workspace=directory,
        base=repo.text("rev-parse", "HEAD").strip(),
        scope=SCOPE,
        index_dir=open_place / "index",
    )

    assert taken.changed == tuple(
        f"modules/mine/{name}" for name in ("closed/file", "code.py", "folder/inner", "gone", "made")
    )
    assert taken.skipped == ()
    workspace.remove(directory)
    assert not directory.exists()


def test_git_reads_the_repository_of_the_engine(uid: Uid, open_place: Path) -> None:
    _, _, finished = _work(uid, open_place)

    assert " M modules/mine/code.py" in finished.output.splitlines()
    assert " D modules/mine/gone" in finished.output.splitlines()
