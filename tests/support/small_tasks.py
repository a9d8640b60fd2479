"""Scripts of small tasks, files that they write, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.pauses import pause, waiting_script
from tests.support.project import call, create, finish

if TYPE_CHECKING:
    from tests.support.project import Project

A = "modules/catalog/catalog/a.py"
LATE = "modules/catalog/catalog/late.py"
DRAFT = "modules/catalog/catalog/draft.py"
SHELF = "modules/catalog/catalog/shelf.py"
B = "modules/pricing/pricing/b.py"
LONG = f"echo 'DRAFT = 1' > {DRAFT}; {waiting_script('pause')}; rm {DRAFT}"
"""A command that has written something and would go on for ever."""
MARK_SHELF = call(
    "str_replace_based_edit_tool", command="insert", path=SHELF, insert_line=0, insert_text="# by the coder\n"
)


def script_a(project: Project, *, paused: bool = False) -> None:
    """Task 1 of the catalog: waits in its first turn where asked to, creates a file and finishes."""
    first = [[pause()]] if paused else []
    project.script("1", [*first, [create(A, "A = 1\n")], [finish("feat(catalog): add a")]])


def script_b(project: Project, *, paused: bool = False) -> None:
    """Task 2 of pricing, likewise."""
    first = [[pause()]] if paused else []
    project.script("2", [*first, [create(B, "B = 1\n")], [finish("feat(pricing): add b")]])


def script_shelf(project: Project) -> None:
    """Task 1 changes a file that is there."""
    project.script("1", [[MARK_SHELF], [finish("feat(catalog): mark the shelf")]])


def script_long_command(project: Project) -> None:
    """Task 1: a recorded turn, a turn whose command does not end, two more."""
    project.script(
        "1",
        [
            [create(A, "A = 1\n")],
            [call("bash", command=LONG)],
            [create(LATE, "LATE = 1\n")],
            [finish("feat(catalog): add a")],
        ],
    )


def forbid_recorded_turns(project: Project, recorded: int) -> None:
    """Change what the first turns would answer if they were asked for again."""
    wrong = [[create("modules/catalog/catalog/asked_again.py", "WRONG = 1\n")]] * recorded
    project.script("1", [*wrong, [create(LATE, "LATE = 1\n")], [finish("feat(catalog): add a")]])


def only_landing(project: Project, key: str = "1") -> str:
    """The landing commit of a task; there is exactly one."""
    (commit,) = project.git("log", "--format=%H", f"--grep=^Bailiwick-Task: {key}$").split()
    return commit


def landed_files(project: Project, key: str = "1") -> list[str]:
    return project.git("show", "--format=", "--name-only", only_landing(project, key)).split()


def changed_lines(project: Project, *options: str) -> list[str]:
    """Added and removed lines of the task list's diff, without its headings."""
    diff = project.git("diff", "-U0", *options, "shared/task_list.json").splitlines()
    return [line for line in diff if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
