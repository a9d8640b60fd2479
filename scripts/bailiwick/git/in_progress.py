"""Is a person in the middle of a merge, rebase or the like?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SIGNS = (
    ("MERGE_HEAD", "a merge", "git merge --continue` or `git merge --abort"),
    ("rebase-merge", "a rebase", "git rebase --continue` or `git rebase --abort"),
    ("rebase-apply/applying", "an am", "git am --continue` or `git am --abort"),
    ("rebase-apply/rebasing", "a rebase", "git rebase --continue` or `git rebase --abort"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue` or `git cherry-pick --abort"),
    ("REVERT_HEAD", "a revert", "git revert --continue` or `git revert --abort"),
    ("BISECT_LOG", "a bisect", "git bisect reset"),
)


def in_progress(git_dir: Path) -> list[str]:
    """One sentence with its remedy for each operation that is not finished; starts no process."""
    found = [
        f"{name} is in progress; finish it with `{how}`" for sign, name, how in _SIGNS if (git_dir / sign).exists()
    ]
    sequencing = (git_dir / "sequencer").exists() and not found
    return [*found, "a series of picks is in progress; finish it with `git status`"] if sequencing else found
