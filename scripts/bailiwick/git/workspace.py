"""How does an attempt get its private checkout, and a check its plain files?

A workspace is what `git clone --shared` makes: a repository of its own that borrows the objects of the person's. It is
written by hand because that takes one process instead of six. Its files hold exactly the stored bytes (no line ending
is converted, no filter runs), so the harvest can take bytes as they are.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import RefusedError
from bailiwick.git import beneath, objects
from bailiwick.git.diff import EXECUTABLE, SUBMODULE, SYMLINK
from bailiwick.git.stat_record import StatRecord
from bailiwick.git.survey import in_scope, survey

if TYPE_CHECKING:
    from bailiwick.domain.scope import Scope
    from bailiwick.git.repository import Repository

_WHOLE = ("core.sparseCheckout=false", "core.autocrlf=false", "core.eol=lf")
_BY_STAT = ("core.trustCtime=true", "core.checkStat=default", "core.ignoreStat=false")
"""A file is what git has written only where no time, number or size says otherwise."""
_EXACT_BYTES = "* -text -eol -filter -ident -working-tree-encoding\n"


def create(repo: Repository, directory: Path, commit: str) -> None:
    """Make a workspace with all files of a commit, detached there.

    Args:
        repo: whose objects are borrowed: they must stay while the workspace lives.
        directory: must not exist; its parents are made.
        commit: full id.

    Raises:
        RefusedError: the directory exists, or lies inside the repository.
    """
    if directory.resolve().is_relative_to(repo.root.resolve()):
        raise RefusedError(f"workspaces lie outside the repository; {directory} is inside {repo.root}")
    try:
        directory.mkdir(parents=True)
    except FileExistsError:
        raise RefusedError(f"{directory} exists already; remove it first") from None
    private = _write_git_dir(repo, directory / ".git", commit)
    own = type(repo)(directory, private, private)
    # Nobody else has written there yet: the only moment at which its own git directory can be trusted.
    own.git("read-tree", "--reset", "-u", commit, config=_WHOLE)


def restore(repo: Repository, directory: Path, tree: str, scope: Scope) -> None:
    """Make the in-scope files of a workspace those of a tree; what git ignores and all else stays.

    Args:
        repo: the person's repository.
        directory: a workspace, in which an agent may have worked.
        tree: id of the tree or commit, such as the snapshot of an interrupted attempt.
        scope: paths outside it are left alone.
    """
    wanted = in_scope(repo, tree, scope)
    found = survey(repo, directory, tree, scope, StatRecord.forgetful())
    write = [p for p, e in wanted.items() if found.files.get(p) != e and e.mode != SUBMODULE]
    blobs = objects.read(repo, [wanted[p].id for p in write])
    with beneath.opened(directory) as root:
        for path in (*(s.path for s in found.skipped), *(p for p in found.files if p not in wanted)):
            beneath.remove(root, path)
        for path in write:
            blob = blobs[wanted[path].id]
            content = blob.data if blob else b""
            if wanted[path].mode == SYMLINK:
                beneath.link(root, path, os.fsdecode(content))
            else:
                beneath.write(root, path, content, executable=wanted[path].mode == EXECUTABLE)


def checkout(repo: Repository, tree: str, directory: Path, *, index: Path | None = None) -> None:
    """Write the plain files of exactly one tree, with no `.git`; attributes and filters act as in any checkout.

    Args:
        repo: where the tree is.
        tree: tree or commit.
        directory: must not exist or be empty; its parents are made.
        index: file in which git notes what it has written. Where that was noted before, the directory may hold files of
            that tree: what is missing or differs is written, and what the new tree has not got is deleted. Files of no
            tree, and files for which only the attributes differ, are the caller's affair. None: it is not kept.
    """
    directory.mkdir(parents=True, exist_ok=True)
    noted = index or directory.with_name(f".{directory.name}.index")
    try:
        settings = (*_WHOLE, *_BY_STAT)
        repo.over(directory).git(
            "read-tree", "--reset", "-u", tree, env={"GIT_INDEX_FILE": str(noted)}, config=settings
        )
    finally:
        if index is None:
            noted.unlink(missing_ok=True)


def remove(directory: Path) -> None:
    """Delete a directory with all below it, also read-only or deeply nested ones; a missing one is no error."""
    with suppress(FileNotFoundError):
        try:
            shutil.rmtree(directory)
        except (OSError, RecursionError) as error:
            if isinstance(error, FileNotFoundError):
                raise
            _flatten(directory)
            shutil.rmtree(directory)


def _write_git_dir(repo: Repository, git_dir: Path, commit: str) -> Path:
    for name in ("objects/info", "refs/heads", "info"):
        (git_dir / name).mkdir(parents=True)
    (git_dir / "HEAD").write_text(f"{commit}\n")
    (git_dir / "config").write_text(_config(commit))
    (git_dir / "info" / "attributes").write_text(_EXACT_BYTES)
    (git_dir / "objects" / "info" / "alternates").write_bytes(_alternate(repo.common_dir / "objects"))
    for name in ("info/exclude", "shallow"):
        with suppress(FileNotFoundError):
            shutil.copyfile(repo.common_dir / name, git_dir / name)
    return git_dir


def _config(commit: str) -> str:
    sha256 = len(commit) == 64
    core = f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tfilemode = true\n\tbare = false\n"
    extensions = "[extensions]\n\tobjectformat = sha256\n" if sha256 else ""
    return f"{core}\tautocrlf = false\n[gc]\n\tauto = 0\n{extensions}"


def _alternate(objects_dir: Path) -> bytes:
    path = os.fsencode(objects_dir)
    if b"\n" in path:  # unquoted, the file has one path per line
        path = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
    return path + b"\n"


def _flatten(directory: Path) -> None:
    """Make all directories below one writable and bring them to its top, so that none lies deep."""
    directory.chmod(stat.S_IRWXU)
    waiting = list(_directories(directory))
    for place in waiting:  # it grows meanwhile
        place.chmod(stat.S_IRWXU)
        for below in _directories(place):
            below.chmod(stat.S_IRWXU)  # a directory that may not be written may not be moved either
            waiting.append(below.rename(directory / f"{len(waiting)}-{secrets.token_hex(4)}"))


def _directories(place: Path) -> list[Path]:
    with os.scandir(place) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
