"""A landing that dies, or meets somebody, at any point between its steps."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from bailiwick.git import commits, repository
from bailiwick.git.identity import Identity
from bailiwick.git.landing import Held, Landed, Moved, build, finish, land

from tests.support.repositories import FILES, git, head, make_repository, show, status, update_text, write
from tests.unit.git.test_landing import ENGINE, LIST, LIST_AFTER, MAIN, PRICE, TASK_1_DONE, landed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.git.repository import Repository

FILES_LANDED: dict[str, bytes | None] = {
    PRICE: b"PRICE = 9\n",
    "modules/pricing/new.py": b"new\n",
    "modules/pricing/pricing/tax.py": None,
}


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "r")


def prepared(repo: Repository) -> tuple[str, str]:
    """Old commit and landing commit, with no ref moved."""
    old = head(repo)
    tree = commits.edited_tree(repo, old, FILES_LANDED)
    new, _ = build(repo, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=ENGINE)
    return old, new


def finished(repo: Repository, old: str, new: str) -> Landed | Held | Moved:
    return finish(repo, ref=MAIN, old=old, new=new, patches=[TASK_1_DONE], update_text=update_text, wait_seconds=0.05)


def moved_only(repo: Repository, old: str, new: str) -> None:
    """As killed right after the ref moved."""
    repo.git("update-ref", MAIN, new, old)


def files_written(repo: Repository, old: str, new: str) -> None:
    """As killed after git wrote the files, before the index was published."""
    moved_only(repo, old, new)
    write(repo.root, {name: content for name, content in FILES_LANDED.items() if content is not None})
    (repo.root / "modules/pricing/pricing/tax.py").unlink()


def half_the_files_written(repo: Repository, old: str, new: str) -> None:
    moved_only(repo, old, new)
    write(repo.root, {"modules/pricing/new.py": "new\n"})


def all_but_the_record(repo: Repository, old: str, new: str) -> None:
    moved_only(repo, old, new)
    assert finished(repo, old, new) == Landed(new)


POINTS = [moved_only, files_written, half_the_files_written, all_but_the_record]


@pytest.mark.parametrize("killed", POINTS)
def test_finish_completes_from_wherever_it_was_killed(
    repo: Repository, killed: Callable[[Repository, str, str], None]
) -> None:
    old, new = prepared(repo)
    killed(repo, old, new)
    assert finished(repo, old, new) == Landed(new)
    assert (head(repo), status(repo.root)) == (new, [])
    assert (repo.root / LIST).read_text() == LIST_AFTER
    assert finished(repo, old, new) == Landed(new)
    assert status(repo.root) == []


@pytest.mark.parametrize("killed", POINTS)
def test_finish_keeps_what_a_person_has_staged_and_saved(
    repo: Repository, killed: Callable[[Repository, str, str], None]
) -> None:
    staged = FILES[LIST].replace('"id": 2, "status": "open"', '"id": 2, "status": "STAGED"')
    write(repo.root, {LIST: staged, "README.md": "staged\n"})
    git(repo.root, "add", "--all")
    write(repo.root, {LIST: staged.replace("STAGED", "SAVED")})
    old, new = prepared(repo)
    killed(repo, old, new)
    assert finished(repo, old, new) == Landed(new)
    assert status(repo.root) == ["M  README.md", f"MM {LIST}"]
    assert show(repo.root, f":{LIST}") == LIST_AFTER.replace('"id": 2, "status": "open"', '"id": 2, "status": "STAGED"')
    assert (repo.root / LIST).read_text() == LIST_AFTER.replace(
        '"id": 2, "status": "open"', '"id": 2, "status": "SAVED"'
    )


def test_finish_is_held_by_an_edit_made_since_the_kill(repo: Repository) -> None:
    old, new = prepared(repo)
    moved_only(repo, old, new)
    write(repo.root, {PRICE: "PRICE = 'mine'\n"})
    result = finished(repo, old, new)
    assert isinstance(result, Held)
    assert result.paths == (PRICE,)
    assert (repo.root / PRICE).read_text() == "PRICE = 'mine'\n"
    git(repo.root, "restore", f"--source={old}", PRICE)
    assert finished(repo, old, new) == Landed(new)
    assert status(repo.root) == []


def test_finish_leaves_alone_what_was_edited_after_everything_was_brought_up(repo: Repository) -> None:
    old, new = prepared(repo)
    all_but_the_record(repo, old, new)
    write(repo.root, {PRICE: "PRICE = 'mine'\n"})
    git(repo.root, "add", PRICE)
    write(repo.root, {PRICE: "PRICE = 'mine, later'\n"})
    assert finished(repo, old, new) == Landed(new)
    assert status(repo.root) == [f"MM {PRICE}"]


def test_finish_brings_up_the_rest_where_a_person_has_committed_a_file_since(repo: Repository) -> None:
    old, new = prepared(repo)
    moved_only(repo, old, new)
    write(repo.root, {"README.md": "mine\n"})
    git(repo.root, "commit", "--quiet", "--message", "mine", "README.md")
    assert finished(repo, old, new) == Landed(head(repo))
    assert (head(repo) != new, status(repo.root)) == (True, [])
    assert (repo.root / LIST).read_text() == LIST_AFTER


def test_finish_tells_when_the_branch_never_moved(repo: Repository) -> None:
    old, new = prepared(repo)
    assert finished(repo, old, new) == Moved(old)


def test_finish_after_others_have_landed_patches_what_was_pending(repo: Repository) -> None:
    old = head(repo)
    write(repo.root, {LIST: "half an edit"})
    result = landed(repo)
    assert isinstance(result, Landed)
    assert result.pending == (LIST,)
    assert isinstance(landed(repo, {"README.md": b"another landing\n"}, patches=[]), Landed)
    assert finished(repo, old, result.commit) == Landed(head(repo), pending=(LIST,))
    write(repo.root, {LIST: FILES[LIST].replace('"id": 2, "status": "open"', '"id": 2, "status": "mine"')})
    assert finished(repo, old, result.commit) == Landed(head(repo))
    assert (repo.root / LIST).read_text() == LIST_AFTER.replace(
        '"id": 2, "status": "open"', '"id": 2, "status": "mine"'
    )


def test_a_real_kill_at_any_moment_loses_nothing(repo: Repository, tmp_path: Path) -> None:
    write(repo.root, {"README.md": "saved\n"})
    old, _ = prepared(repo)
    tree = commits.edited_tree(repo, old, FILES_LANDED)
    script = textwrap.dedent(f"""
        import os, signal, sys
        from pathlib import Path
        from bailiwick.git import repository
        from bailiwick.git.identity import Identity
        from bailiwick.git.landing import Patch, land
        from tests.support.repositories import update_text
        from tests.unit.git.test_landing import TASK_1_DONE
        left = int(sys.argv[1])
        run = repository._run
        def counted(*args):
            global left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return run(*args)
        repository._run = counted
        git_dir = Path({str(repo.git_dir)!r})
        repo = repository.Repository(git_dir.parent, git_dir, git_dir)
        land(repo, ref={MAIN!r}, old={old!r}, tree={tree!r}, patches=[TASK_1_DONE], message="x",
             identity=Identity("E", "e@e"), update_text=update_text, date="1 +0000")
    """)
    new, _ = build(
        repo, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=Identity("E", "e@e"), date="1 +0000"
    )
    for commands in range(1, 10):
        done = subprocess.run([sys.executable, "-c", script, str(commands)], cwd=".", capture_output=True, check=False)
        assert done.returncode == -9, done.stderr
        result = finished(repo, old, new)
        if isinstance(result, Moved):
            assert result == Moved(old)
            assert status(repo.root) == [" M README.md"]
        else:
            assert result == Landed(new)
            assert (head(repo), status(repo.root)) == (new, [" M README.md"])
        assert (repo.root / "README.md").read_text() == "saved\n"
        assert [p.name for p in repo.git_dir.glob("index*")] == ["index"]
        git(repo.root, "update-ref", MAIN, old)
        git(repo.root, "read-tree", old)
        git(repo.root, "checkout-index", "--force", PRICE, LIST, "modules/pricing/pricing/tax.py")
        (repo.root / "modules/pricing/new.py").unlink(missing_ok=True)


def on_command(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> None:
    """Do something just before the first git command of that name."""
    run = repository._run
    done: list[str] = []

    def watched(command: tuple[str, ...], *rest: object) -> repository.Finished:
        if name in command and not done:
            done.append(name)
            act()
        return run(command, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "_run", watched)


def test_somebody_saving_between_rehearsal_and_writing_takes_the_landing_back(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = head(repo)
    tree = commits.edited_tree(repo, old, FILES_LANDED)
    on_command(monkeypatch, "update-ref", lambda: write(repo.root, {PRICE: "PRICE = 'mine'\n"}))
    result = land(
        repo, ref=MAIN, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=ENGINE, update_text=update_text
    )
    assert isinstance(result, Held)
    assert "not uptodate" in result.reason
    assert (head(repo), status(repo.root)) == (old, [f" M {PRICE}"])


def test_a_commit_of_a_person_just_before_the_swap_wins(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    old = head(repo)
    tree = commits.edited_tree(repo, old, FILES_LANDED)
    theirs = commits.commit(repo, git(repo.root, "rev-parse", "HEAD^{tree}"), [old], "theirs", ENGINE)
    on_command(monkeypatch, "update-ref", lambda: git(repo.root, "update-ref", MAIN, theirs))
    result = land(
        repo, ref=MAIN, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=ENGINE, update_text=update_text
    )
    assert result == Moved(theirs)
    assert (head(repo), status(repo.root)) == (theirs, [])


def test_files_that_git_cannot_write_are_pending_and_finished_later(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = head(repo)
    tree = commits.edited_tree(repo, old, FILES_LANDED)

    def half_written() -> None:
        write(repo.root, {"modules/pricing/new.py": "new\n"})

    on_command(monkeypatch, "update-ref", half_written)
    result = land(
        repo, ref=MAIN, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=ENGINE, update_text=update_text
    )
    assert result == Landed(head(repo), pending=(str(repo.root),))
    assert finished(repo, old, head(repo)) == Landed(head(repo))
    assert status(repo.root) == []
