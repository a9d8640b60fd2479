"""May a file be written whole: is its place free, and does the design mean this one file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.conventions.raw_documents import Design

REVISES = "revises"
"""The parameter by which a task says that it changes a file that is there."""


def occupied(path: str, *, is_there: bool, revises: bool) -> str:
    """Say why a file may not be stored at a path, or ""."""
    if not is_there or revises:
        return ""
    return (
        f"{path} is there already, and the task does not say that it revises it: "
        f'give it "params": {{"{REVISES}": "yes"}}, or other parameters'
    )


def question(design: Design, names: Collection[str], path: str) -> str:
    """Ask a person where the design does not mean the one file that would be written; "" where it does.

    Args:
        design: Of the feature.
        names: What the file may be called in it, without suffix; the first is its name.
        path: Where it would be stored.
    """
    modules = design.modules
    if len(modules) > 1:
        listed = ", ".join(f"{name}.py" for name in modules)
        return f"The design lists {len(modules)} modules ({listed}), and one file is written: what goes into {path}?"
    if modules and modules[0] not in names:
        return f"The design calls its module {modules[0]}.py, and the file would be {path}: is that the one?"
    return ""
