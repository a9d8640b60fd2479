"""Which files decide what a module's setup builds, and what is the name of that build?"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import posixpath
import sys
from typing import TYPE_CHECKING

from bailiwick.domain import glob
from bailiwick.domain.run_by import run_by
from bailiwick.git import trees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.structure import Module
    from bailiwick.git.repository import Repository
    from bailiwick.git.trees import Entry

FORMAT = 1
"""Of the name and of what is stored under it."""
NAMES = frozenset({
    "pyproject.toml", "setup.py", "setup.cfg", "uv.lock", "uv.toml", "poetry.lock", "poetry.toml", "pdm.lock",
    "pixi.toml", "pixi.lock", "pylock.toml", "Pipfile", "Pipfile.lock", "environment.yml", "environment.yaml",
    ".python-version", "MANIFEST.in", "hatch.toml", "hatch_build.py",
    "package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "yarn.lock",
    "bun.lock", "bun.lockb", "deno.json", "deno.lock", ".npmrc", ".yarnrc", ".yarnrc.yml", ".nvmrc",
    "Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml", "build.rs",
    "go.mod", "go.sum", "go.work", "go.work.sum", "Gemfile", "Gemfile.lock", "composer.json", "composer.lock",
    "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.lockfile",
    "mix.exs", "mix.lock", "CMakeLists.txt", "conanfile.txt", "conanfile.py", "vcpkg.json", "Makefile",
})  # fmt: skip
PATTERNS = ("*requirements*.txt", "*requirements*.in", "*constraints*.txt", "pylock.*.toml", "*.gemspec", "*.csproj")
DIRECTORIES = frozenset({"requirements", "constraints"})
"""Every file directly in one of them counts."""


def manifests(repo: Repository, tree: str, module: Module) -> dict[str, Entry]:
    """Find the files of a tree that decide what the setup of a module builds.

    Args:
        repo: where the tree is.
        tree: tree or commit.
        module: its directories are searched with all below them, the directories above them, and whatever its setup
            commands name, be it a file or a directory of manifests.

    Returns:
        Path relative to the repository and what the tree holds there.
    """
    above = {parent for path in module.paths for parent in ("", *trees.parents(path))}
    beside = {path for parent in above for path in _in_directory(repo, tree, parent) if _is_manifest(path)}
    inner = {posixpath.join(parent, name) for parent in above for name in DIRECTORIES}
    setup = tuple(("setup", command) for command in module.setup)
    named = {path for path, _ in run_by(module.paths[0], setup, installed=True)}
    listed = trees.listing(repo, tree, sorted({*module.paths, *beside, *inner, *named}))
    return {path: entry for path, entry in listed.items() if path in named or _is_manifest(path)}


def build_name(module: Module, found: Mapping[str, Entry]) -> str:
    """Name a build by all that it is made of: manifests, commands, and the Python that runs this engine."""
    files = sorted((path, entry.mode, entry.id) for path, entry in found.items())
    machine = (sys.version, sys.prefix, platform.machine())
    facts = json.dumps([FORMAT, module.name, module.paths, module.setup, files, machine])
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def _in_directory(repo: Repository, tree: str, directory: str) -> list[str]:
    """All names directly in a directory of a tree, as paths; none where the tree lacks it."""
    listed = repo.try_git("ls-tree", "-z", "--name-only", f"{tree}:{directory}")
    names = filter(None, listed.stdout.split(b"\0")) if listed.status == 0 else ()
    return [posixpath.join(directory, os.fsdecode(name)) for name in names]


def _is_manifest(path: str) -> bool:
    directory, name = posixpath.split(path)
    return (
        name in NAMES
        or posixpath.basename(directory) in DIRECTORIES
        or any(glob.matches(pattern, name) for pattern in PATTERNS)
    )
