"""For whom a worktree's commits are made: a file in its git directory, out of reach of what is committed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.errors import InputError
from bailiwick.git.quick import IDENTITY_FILE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Identity:
    """An agent, and what it was bound to when the worktree was claimed."""

    agent: str
    module: str | None = None
    """None: every module the agent owns."""
    task: str | None = None
    """Key of the claimed task; None outside `invoke claim`."""
    params: dict[str, str] = field(default_factory=dict)
    """Those of the claimed task, which may narrow its scope."""


def write(git_dir: Path, identity: Identity) -> None:
    """Bind the worktree with this git directory; replaces an earlier binding in one step."""
    target = git_dir / IDENTITY_FILE
    draft = target.with_name(f"{IDENTITY_FILE}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(identity)) + "\n", encoding="utf-8")
    draft.replace(target)


def read(git_dir: Path) -> Identity | None:
    """Return the binding of the worktree with this git directory, or None where there is none.

    Raises:
        InputError: the file is not one that `write` wrote; nothing can be said about whose commit it is.
    """
    source = git_dir / IDENTITY_FILE
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not source.is_symlink():
            return None
        raise _unusable(source) from error
    try:
        return _identity(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unusable(source) from error


def clear(git_dir: Path) -> bool:
    """End the binding; False where there was none."""
    try:
        (git_dir / IDENTITY_FILE).unlink()
    except FileNotFoundError:
        return False
    return True


def _identity(data: Any) -> Identity:
    params = data.pop("params", {})
    if not data["agent"] or not all(value is None or isinstance(value, str) for value in data.values()):
        raise ValueError(data)
    if not all(isinstance(value, str) for value in params.values()):
        raise ValueError(params)
    return Identity(**data, params=params)


def _unusable(source: Path) -> InputError:
    return InputError(
        f"{source} does not say whose commit this is: write it again with `invoke act-as --agent NAME`, "
        "or end the binding with `invoke act-as --nobody`"
    )
