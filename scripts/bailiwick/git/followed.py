"""Which runners of tests do the scripts start in turn that a module's own checks start?

`domain.run_by` reads the commands of the map alone. Where one is `make test`, and the Makefile says `sh tests/run.sh`,
whoever changes `tests/run.sh` changes what the check is as well. Read from the base, so that a change hides nothing.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.domain.run_by import run_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.domain.scope import Scope
    from bailiwick.git.repository import Repository

MAX_FILES = 50
"""So many files are looked at; nobody's checks are nested deeper."""
MAX_BYTES = 200_000
_MAKEFILE = re.compile(r"(gnu)?makefile|.*\.mk", re.IGNORECASE)
_SCRIPT = re.compile(r"[^.]+|.*\.(sh|bash|zsh|ksh|dash)", re.IGNORECASE)
_RUNNER = re.compile(r"(run|runner|check|checks|verify|lint|ci|all|suite|harness|test|tests)", re.IGNORECASE)
_RUNNER_OF = re.compile(r"(run|check|verify)[-_.]?(all|tests?|checks?|suite|ci)?", re.IGNORECASE)
_COMMENT = re.compile(r"(^|\s)#[^\n]*")
_TEST_DIRECTORIES = frozenset({"test", "tests", "spec", "specs", "testing", "ci", "check", "checks"})


def with_followed(repo: Repository, base: str, scope: Scope) -> Scope:
    """Return the scope with the files in `run_by` that those already there start.

    A file counts where its name is that of a runner (`run.sh`, `check.sh`, `run_tests`) and where it lies among tests
    or a Makefile names it: what a check starts beside those is more likely the program that it checks.
    """
    if not scope.run_by or not scope.roots:
        return scope
    found = dict(scope.run_by)
    waiting = list(scope.run_by)
    looked = 0
    while waiting and looked < MAX_FILES:
        known = _texts(repo, base, [path for path, _ in waiting])
        ways = dict(waiting)
        named = [(word, path) for path, text in known.items() for word in _named(scope.roots[0], path, text)]
        there = _present(repo, base, sorted({word for word, _ in named} - found.keys()))
        waiting = [(word, f"{ways[path].partition(',')[0]}, from {posixpath.basename(path)}") for word, path in named]
        waiting = [(word, by) for word, by in dict(waiting).items() if word in there]
        found.update(waiting)
        looked += len(known)
    return replace(scope, run_by=tuple(found.items()))


def _named(home: str, path: str, text: str) -> Iterator[str]:
    """Paths, relative to the repository, that may be runners which a script starts."""
    name = posixpath.basename(path)
    is_makefile = bool(_MAKEFILE.fullmatch(name))
    if not is_makefile and not _SCRIPT.fullmatch(name):
        return
    plain = _COMMENT.sub(r"\1", text.replace("\\\n", " "))
    command = ("sh", "-c", "\n".join(_recipes(plain)) if is_makefile else plain)
    for place in (home, posixpath.dirname(path)):
        for full, _ in run_by(place, (("", command),)):
            if full.startswith(f"{home}/") and _is_runner(full, by_makefile=is_makefile):
                yield full


def _recipes(makefile: str) -> Iterator[str]:
    for line in makefile.splitlines():
        if line.startswith("\t"):
            yield line.strip().lstrip("@-+ ")


def _is_runner(path: str, *, by_makefile: bool) -> bool:
    directories, name = path.split("/")[:-1], posixpath.basename(path)
    stem = name.partition(".")[0]
    if not (_RUNNER.fullmatch(stem) or _RUNNER_OF.fullmatch(stem)):
        return False
    return by_makefile or not _TEST_DIRECTORIES.isdisjoint(directories)


def _present(repo: Repository, base: str, paths: Sequence[str]) -> frozenset[str]:
    """Those of the paths that are files of the base."""
    if not paths:
        return frozenset()
    listed = repo.try_git(
        "--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", "--name-only", base, "--", *paths
    )
    names = frozenset(os.fsdecode(name) for name in listed.stdout.split(b"\0") if name)
    return names & frozenset(paths)


def _texts(repo: Repository, base: str, paths: Sequence[str]) -> dict[str, str]:
    found = {}
    for path in sorted(_present(repo, base, paths)):
        content = repo.git("cat-file", "blob", f"{base}:{path}")
        if len(content) <= MAX_BYTES and b"\0" not in content:
            found[path] = content.decode("utf-8", "replace")
    return found
