from __future__ import annotations

import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest
from bailiwick.git import commits, worktrees
from bailiwick.git.identity import Identity
from bailiwick.git.landing import Held, Landed, Moved, Patch, land
from bailiwick.git.repository import Repository

from tests.support.repositories import (
    FILES,
    commit,
    git,
    head,
    make_repository,
    replaced,
    show,
    status,
    update_text,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAIN = "refs/heads/main"
LIST = "shared/task_list.json"
PRICE = "modules/pricing/pricing/price.py"
TASK_1_DONE = Patch(LIST, replaced('{"id": 1, "status": "open"}', '{"id": 1, "status": "done"}'))
ENGINE = Identity("Engine", "engine@example.invalid")
LIST_AFTER = FILES[LIST].replace('"id": 1, "status": "open"', '"id": 1, "status": "done"')


def landed(
    repo: Repository,
    files: dict[str, bytes | None] | None = None,
    *,
    patches: Sequence[Patch] = (TASK_1_DONE,),
    ref: str = MAIN,
    wait_seconds: float = 0.05,
) -> Landed | Held | Moved:
    """Land a change of files on what the ref is at."""
    old = git(repo.common_dir, "rev-parse", ref)
    tree = commits.edited_tree(repo, old, {PRICE: b"PRICE = 9\n"} if files is None else files)
    return land(
        repo,
        ref=ref,
        old=old,
        tree=tree,
        patches=patches,
        message="feat(pricing): nine\n\nBody\n",
        identity=ENGINE,
        update_text=update_text,
        wait_seconds=wait_seconds,
    )


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "a repo")


def test_a_clean_checkout_follows_and_stays_clean(repo: Repository) -> None:
    start = head(repo)
    result = landed(repo)
    assert result == Landed(head(repo))
    assert git(repo.root, "log", "-1", "--format=%P %an <%ae> %s") == (
        f"{start} Engine <engine@example.invalid> feat(pricing): nine"
    )
    assert git(repo.root, "diff", "--name-only", start, "HEAD").splitlines() == [PRICE, LIST]
    assert (repo.root / PRICE).read_text() == "PRICE = 9\n"
    assert (repo.root / LIST).read_text() == LIST_AFTER
    assert git(repo.root, "reflog", "-1", "--format=%gs") == "bailiwick: feat(pricing): nine"
    git(repo.root, "diff-index", "--quiet", "HEAD")  # without a refresh, as scripts ask
    assert status(repo.root) == []
    assert [p.name for p in repo.git_dir.glob("index*")] == ["index"]


def test_edits_of_a_person_stay_exactly_theirs(repo: Repository) -> None:
    commit(repo.root, {LIST: FILES[LIST].replace("]", '  {"id": 3, "status": "open"}\n  ]')})
    text = (repo.root / LIST).read_text()
    staged = text.replace('"id": 2, "status": "open"', '"id": 2, "status": "STAGED"')
    write(repo.root, {LIST: staged, "README.md": "staged\n"})
    git(repo.root, "add", LIST, "README.md")
    write(
        repo.root,
        {
            LIST: staged.replace('"id": 3, "status": "open"', '"id": 3, "status": "UNSTAGED"'),
            "README.md": "staged\nsaved\n",
        },
    )
    write(repo.root, {"notes.txt": "untracked\n"})
    before = [git(repo.root, "diff", "--cached", "-U0"), git(repo.root, "diff", "-U0")]

    assert landed(repo) == Landed(head(repo))

    def edits(diff: str) -> list[str]:
        return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]

    after = [git(repo.root, "diff", "--cached", "-U0"), git(repo.root, "diff", "-U0")]
    assert [edits(d) for d in after] == [edits(d) for d in before]
    assert status(repo.root) == ["?? notes.txt", "MM README.md", f"MM {LIST}"]
    assert show(repo.root, f"HEAD:{LIST}") == text.replace('"id": 1, "status": "open"', '"id": 1, "status": "done"')
    assert (repo.root / PRICE).read_text() == "PRICE = 9\n"


def test_files_that_come_and_go_do_so_in_the_checkout(repo: Repository) -> None:
    files = {"modules/pricing/new/deep.py": b"x\n", "modules/pricing/pricing/tax.py": None}
    assert isinstance(landed(repo, files), Landed)
    assert (repo.root / "modules/pricing/new/deep.py").exists()
    assert not (repo.root / "modules/pricing/pricing/tax.py").exists()
    assert status(repo.root) == []


def test_a_file_that_was_only_touched_is_no_edit(repo: Repository) -> None:
    write(repo.root, {PRICE: FILES[PRICE]})
    assert isinstance(landed(repo), Landed)
    assert status(repo.root) == []


@pytest.mark.parametrize("staged", [False, True], ids=["saved", "staged"])
def test_a_landing_that_would_overwrite_an_edit_is_held(repo: Repository, *, staged: bool) -> None:
    start = head(repo)
    write(repo.root, {PRICE: "PRICE = 'mine'\n"})
    if staged:
        git(repo.root, "add", PRICE)
    before = status(repo.root)
    assert landed(repo) == Held((PRICE,), f"edited here and about to land: {PRICE}; commit or undo what is yours")
    assert (head(repo), status(repo.root)) == (start, before)
    assert (repo.root / PRICE).read_text() == "PRICE = 'mine'\n"
    assert (repo.root / LIST).read_text() == FILES[LIST]
    git(repo.root, "restore", "--staged", "--worktree", PRICE)
    assert isinstance(landed(repo), Landed)


@pytest.mark.parametrize("ignored", [False, True], ids=["untracked", "ignored"])
@pytest.mark.parametrize(
    "mine", ["modules/pricing/new.py", "modules/pricing/new.py/inner.txt"], ids=["file", "directory"]
)
def test_an_untracked_file_in_the_way_holds_the_landing(repo: Repository, mine: str, *, ignored: bool) -> None:
    (repo.git_dir / "info" / "exclude").write_text("new.py\n" if ignored else "")
    write(repo.root, {mine: "mine\n"})
    assert landed(repo, {"modules/pricing/new.py": b"theirs\n"}) == Held(
        (mine,), f"untracked here and about to land: {mine}; move or delete what is yours"
    )
    assert (repo.root / mine).read_text() == "mine\n"


def test_an_untracked_file_where_a_directory_lands_holds_the_landing(repo: Repository) -> None:
    write(repo.root, {"modules/pricing/deep": "mine\n"})
    result = landed(repo, {"modules/pricing/deep/new.py": b"theirs\n"})
    assert isinstance(result, Held)
    assert result.paths == ("modules/pricing/deep",)


def test_a_tracked_directory_can_give_way_to_a_file(repo: Repository) -> None:
    files: dict[str, bytes | None] = {
        "modules/catalog/catalog/items.py": None,
        "modules/catalog/catalog": b"file now\n",
    }
    assert isinstance(landed(repo, files), Landed)
    assert (repo.root / "modules/catalog/catalog").read_text() == "file now\n"
    assert status(repo.root) == []


def test_a_branch_that_moved_meanwhile_is_reported_and_nothing_changes(repo: Repository) -> None:
    old = head(repo)
    moved = commit(repo.root, {"README.md": "mine\n"})
    tree = commits.edited_tree(repo, old, {PRICE: b"PRICE = 9\n"})
    result = land(
        repo, ref=MAIN, old=old, tree=tree, patches=[TASK_1_DONE], message="x", identity=ENGINE, update_text=update_text
    )
    assert result in (Moved(moved), Held((), ""))
    assert (head(repo), status(repo.root)) == (moved, [])
    assert (repo.root / LIST).read_text() == FILES[LIST]


def test_a_working_copy_that_cannot_be_patched_is_left_alone_and_reported(repo: Repository) -> None:
    write(repo.root, {LIST: "in the middle of an edit {"})
    result = landed(repo)
    assert result == Landed(head(repo), pending=(LIST,))
    assert (repo.root / LIST).read_text() == "in the middle of an edit {"
    assert show(repo.root, f"HEAD:{LIST}") == show(repo.root, f":{LIST}") == LIST_AFTER
    assert (repo.root / PRICE).read_text() == "PRICE = 9\n"


def test_a_staged_text_that_cannot_be_patched_stays_staged(repo: Repository) -> None:
    write(repo.root, {LIST: b"\xff not text"})
    git(repo.root, "add", LIST)
    assert landed(repo) == Landed(head(repo), pending=(LIST,))
    assert repo.git("cat-file", "blob", f":{LIST}") == b"\xff not text"


def test_deletions_of_the_task_list_by_the_person_stay(repo: Repository) -> None:
    (repo.root / LIST).unlink()
    assert isinstance(landed(repo), Landed)
    assert status(repo.root) == [f" D {LIST}"]
    git(repo.root, "rm", "--quiet", "--cached", LIST)
    back = Patch(LIST, replaced('"id": 2, "status": "open"', '"id": 2, "status": "done"'))
    assert isinstance(landed(repo, {PRICE: b"PRICE = 10\n"}, patches=[back]), Landed)
    assert status(repo.root) == [f"D  {LIST}"]


def test_several_patches_of_several_files_in_one_commit(repo: Repository) -> None:
    def appended(line: str) -> Patch:
        return Patch("shared/learnings.md", lambda text: text if line in text else f"{text}{line}\n")

    assert isinstance(landed(repo, patches=[TASK_1_DONE, appended("one"), appended("two")]), Landed)
    assert show(repo.root, "HEAD:shared/learnings.md") == "one\ntwo\n"
    assert (repo.root / "shared/learnings.md").read_text() == "one\ntwo\n"
    write(repo.root, {"shared/learnings.md": "one\ntwo\nmine\n"})
    assert isinstance(landed(repo, {PRICE: b"PRICE = 10\n"}, patches=[appended("three")]), Landed)
    assert show(repo.root, "HEAD:shared/learnings.md") == "one\ntwo\nthree\n"
    assert (repo.root / "shared/learnings.md").read_text() == "one\ntwo\nmine\nthree\n"
    assert status(repo.root) == [" M shared/learnings.md"]


def test_a_patched_file_that_is_new_and_untracked_here_keeps_its_text(repo: Repository) -> None:
    write(repo.root, {"shared/plan.md": "mine\n"})
    patch = Patch("shared/plan.md", lambda text: text if "plan" in text else f"{text}plan\n")
    assert landed(repo, patches=[patch]) == Landed(head(repo))
    assert show(repo.root, "HEAD:shared/plan.md") == "plan\n"
    assert (repo.root / "shared/plan.md").read_text() == "mine\nplan\n"
    assert status(repo.root) == [" M shared/plan.md"]


def test_line_endings_of_the_working_copy_stay(tmp_path: Path) -> None:
    text = FILES[LIST].replace("\n", "\r\n")
    repo = make_repository(
        tmp_path / "r", {".gitattributes": "*.json text eol=crlf\n", PRICE: FILES[PRICE], LIST: text}
    )
    assert show(repo.root, f"HEAD:{LIST}") == FILES[LIST]
    assert isinstance(landed(repo), Landed)
    assert show(repo.root, f"HEAD:{LIST}") == LIST_AFTER
    assert (repo.root / LIST).read_bytes() == LIST_AFTER.replace("\n", "\r\n").encode()
    assert status(repo.root) == []


def test_a_linked_worktree_that_has_the_branch_follows_and_the_main_one_stays(repo: Repository, tmp_path: Path) -> None:
    linked = worktrees.add(repo, tmp_path / "linked tree", "side", head(repo))
    write(linked.root, {"README.md": "edited in the worktree\n"})
    index = (repo.git_dir / "index").read_bytes()
    assert landed(repo, ref="refs/heads/side") == Landed(head(linked))
    assert (linked.root / PRICE).read_text() == "PRICE = 9\n"
    assert status(linked.root) == [" M README.md"]
    assert (repo.root / PRICE).read_text() == FILES[PRICE]
    assert (repo.git_dir / "index").read_bytes() == index


def test_every_checkout_of_the_branch_follows(repo: Repository, tmp_path: Path) -> None:
    git(repo.root, "worktree", "add", "--quiet", "--force", str(tmp_path / "twin"), "main")
    assert isinstance(landed(repo), Landed)
    assert [status(repo.root), status(tmp_path / "twin")] == [[], []]
    assert (tmp_path / "twin" / PRICE).read_text() == "PRICE = 9\n"


def test_a_branch_that_is_checked_out_nowhere_just_moves(repo: Repository) -> None:
    git(repo.root, "branch", "side")
    start = status(repo.root), (repo.git_dir / "index").read_bytes()
    assert landed(repo, ref="refs/heads/side") == Landed(git(repo.root, "rev-parse", "side"))
    assert (status(repo.root), (repo.git_dir / "index").read_bytes()) == start


def test_a_bare_hub_with_a_linked_worktree(tmp_path: Path) -> None:
    seed = make_repository(tmp_path / "seed")
    git(tmp_path, "clone", "--quiet", "--bare", str(seed.root), "hub.git")
    git(tmp_path / "hub.git", "worktree", "add", "--quiet", "../work", "main")
    repo = Repository.open(tmp_path / "work")
    assert landed(repo) == Landed(head(repo))
    assert status(repo.root) == []


def test_a_checkout_with_a_submodule_and_a_sparse_one(tmp_path: Path) -> None:
    inner = make_repository(tmp_path / "inner")
    repo = make_repository(tmp_path / "r")
    git(repo.root, "submodule", "--quiet", "add", str(inner.root), "lib")
    git(repo.root, "commit", "--quiet", "-m", "lib")
    commit(repo.root / "lib", {"README.md": "moved inside\n"})
    assert isinstance(landed(repo), Landed)
    assert status(repo.root) == [" M lib"]
    git(repo.root, "submodule", "--quiet", "update")
    git(repo.root, "sparse-checkout", "set", "shared")
    assert isinstance(landed(repo, {PRICE: b"PRICE = 10\n"}, patches=[]), Landed)
    assert not (repo.root / PRICE).exists()
    assert status(repo.root) == []


def test_split_index_untracked_cache_and_monitor_are_no_obstacle(repo: Repository, tmp_path: Path) -> None:
    for setting in ("core.splitIndex", "core.untrackedCache"):
        git(repo.root, "config", setting, "true")
    git(repo.root, "update-index", "--split-index", "--untracked-cache")
    write(repo.root, {"README.md": "staged\n"})
    git(repo.root, "add", "README.md")
    assert isinstance(landed(repo), Landed)
    assert status(repo.root) == ["M  README.md"]


def test_no_hook_runs(repo: Repository, tmp_path: Path) -> None:
    for name in (
        "reference-transaction",
        "post-checkout",
        "post-index-change",
        "pre-commit",
        "post-commit",
        "pre-push",
    ):
        write(repo.git_dir / "hooks", {name: f"#!/bin/sh\ntouch '{tmp_path}/ran-{name}'\n"})
        (repo.git_dir / "hooks" / name).chmod(0o755)
    assert isinstance(landed(repo), Landed)
    assert list(tmp_path.glob("ran-*")) == []


def test_names_that_are_odd(repo: Repository) -> None:
    odd = {
        "modules/pricing/new\nline \"quoted\" 'x'.py": b"1\n",
        b"modules/pricing/\xff".decode(errors="surrogateescape"): b"2\n",
    }
    assert isinstance(landed(repo, dict(odd)), Landed)
    assert all((repo.root / name).read_bytes() == content for name, content in odd.items())
    write(repo.root, dict.fromkeys(odd, "mine\n"))
    result = landed(repo, dict.fromkeys(odd, b"again\n"))
    assert isinstance(result, Held)
    assert sorted(result.paths) == sorted(odd)


def test_a_git_command_of_the_person_is_waited_for_up_to_a_limit(repo: Repository) -> None:
    lock = repo.git_dir / "index.lock"
    lock.write_text("")
    result = landed(repo)
    assert isinstance(result, Held)
    assert result.paths == ()
    assert result.reason.startswith(f"another git command holds {lock}; ")
    threading.Timer(0.1, lock.unlink).start()
    assert isinstance(landed(repo, wait_seconds=10), Landed)


def test_a_merge_that_a_person_has_begun_holds_the_landing(repo: Repository) -> None:
    git(repo.root, "switch", "--quiet", "-c", "side")
    commit(repo.root, {"b": "1\n"})
    git(repo.root, "switch", "--quiet", "main")
    git(repo.root, "merge", "--quiet", "--no-ff", "--no-commit", "side")
    start = head(repo)
    result = landed(repo)
    assert isinstance(result, Held)
    assert result.reason == (
        f"{repo.root}: a merge is in progress; finish it with `git merge --continue` or `git merge --abort`"
    )
    assert head(repo) == start


def test_conflicts_left_in_the_index_hold_the_landing(repo: Repository) -> None:
    write(repo.root, {"README.md": "stashed\n"})
    git(repo.root, "stash", "--quiet")
    commit(repo.root, {"README.md": "committed\n"})
    subprocess.run(["git", "stash", "pop"], cwd=repo.root, capture_output=True, check=False)
    before = status(repo.root)
    assert "UU README.md" in before
    assert isinstance(landed(repo), Held)
    assert status(repo.root) == before


def test_a_reader_never_sees_half_a_list(repo: Repository) -> None:
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add((repo.root / LIST).read_text())
            time.sleep(0)

    def atomically(path: Path, change: object) -> None:
        text = change(path.read_text())  # type: ignore[operator]
        path.with_name("new").write_text(text)
        path.with_name("new").replace(path)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        old = head(repo)
        tree = commits.edited_tree(repo, old, {PRICE: b"PRICE = 9\n"})
        land(
            repo,
            ref=MAIN,
            old=old,
            tree=tree,
            patches=[TASK_1_DONE],
            message="x",
            identity=ENGINE,
            update_text=atomically,
        )
    finally:
        stop.set()
        reader.join()
    assert seen <= {FILES[LIST], LIST_AFTER}
