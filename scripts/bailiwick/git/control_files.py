"""Which files steer how others are read, checked, committed or worked on, and so are closed to agents?

A name counts wherever it stands below a module's directories, compared without case. The map opens names for a module
under `control_files`; compiled Python cannot be opened. See `domain.run_by` for the files that a module's own commands
run, and `git.control_parts` for files of which only a part steers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bailiwick.domain import glob


class Kind(NamedTuple):
    """Control files of one kind."""

    title: str
    why: str
    names: tuple[str, ...]
    """With `*` and `?`; a final `/` means a directory, with all below it."""
    endings: tuple[str, ...] = ("",)
    """A directory of this kind counts for files that end so."""
    may_be_opened: bool = True


TESTS = Kind(
    "test configuration",
    "decides which tests run and what they report",
    (
        "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "setup.cfg",
        ".coveragerc*", ".noserc", "nose.cfg", "behave.ini", ".behaverc",
        "jest.config.*", "vitest.config.*", "vitest.workspace.*", "vite.config.*", "karma.conf.*", ".mocharc*",
        "ava.config.*", ".taprc", "wdio.conf.*", "playwright.config.*", "cypress.config.*", "cypress.json",
        ".nycrc*", "nyc.config.*", ".c8rc*", "phpunit.xml*", ".phpunit.xml*", ".rspec",
    ),
)  # fmt: skip
RUNNER = Kind(
    "test runner plugin",
    "is imported in place of the test runner, or into it",
    (
        "pytest.py", "_pytest.py", "pluggy.py", "iniconfig.py", "pytest/", "_pytest/", "pluggy/", "iniconfig/",
        "*.dist-info/", "*.egg-info/",
    ),
    endings=(".py", ".pyi", ".so", ".pyd", ".txt"),
)  # fmt: skip
IMPORTS = Kind(
    "import hook",
    "runs before the program that is started, or changes what it imports",
    ("sitecustomize.py", "usercustomize.py", "*.pth", "pyvenv.cfg", ".venv/", "node_modules/"),
)
GIT = Kind(
    "git",
    "changes what git ignores, converts or fetches",
    (".gitattributes", ".gitmodules", ".gitignore", ".gitconfig", ".lfsconfig"),
)
HOOKS = Kind(
    "commit hooks",
    "decides what judges a commit",
    (
        ".pre-commit-config.yaml", ".pre-commit-config.yml", ".pre-commit-hooks.yaml", "prek.toml",
        "lefthook.y*ml", ".lefthook.y*ml", ".husky/", ".githooks/", ".lintstagedrc*", "lint-staged.config.*",
        ".commitlintrc*", "commitlint.config.*", ".overcommit.yml",
    ),
)  # fmt: skip
LINT = Kind(
    "lint or type configuration",
    "decides which faults are found",
    (
        "ruff.toml", ".ruff.toml", "mypy.ini", ".mypy.ini", ".flake8", ".pylintrc*", "pylintrc*", ".isort.cfg",
        ".pydocstyle*", ".pycodestyle", ".bandit*", ".importlinter", "pyrightconfig.json", "ty.toml", "pytype.toml",
        ".eslintrc*", ".eslintignore", "eslint.config.*", ".prettierrc*", ".prettierignore", "prettier.config.*",
        "biome.json*", ".biome.json*", ".stylelintrc*", "stylelint.config.*", ".jshintrc", "tslint.json",
        "tsconfig*.json", ".golangci.*", "clippy.toml", ".clippy.toml", "rustfmt.toml", ".rustfmt.toml",
        ".rubocop*.yml", ".clang-tidy", ".clang-format", ".swiftlint.yml", "checkstyle*.xml", ".yamllint*",
        ".markdownlint*", ".shellcheckrc", ".sqlfluff", ".hadolint.y*ml",
    ),
)  # fmt: skip
TASK_RUNNER = Kind(
    "build or task runner",
    "decides what a command of the checks really runs",
    (
        "noxfile.py", "hatch.toml", "uv.toml", "pip.conf", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.*",
        "bunfig.toml", ".cargo/", ".bazelrc", "mise.toml", ".mise.toml", ".mise/", ".envrc",
        ".github/", ".gitlab-ci.yml", ".circleci/", ".gitea/", ".forgejo/", "azure-pipelines.yml", "jenkinsfile",
        ".travis.yml", ".buildkite/",
    ),
)  # fmt: skip
EDITOR = Kind(
    "editor tasks",
    "runs commands on the machine of whoever opens the directory",
    (".vscode/", ".idea/", "*.code-workspace", ".devcontainer/", ".devcontainer.json", ".gitpod.yml"),
)
AGENTS = Kind(
    "agent instructions",
    "steers the next agent that works here",
    (
        "claude.md", "claude.local.md", "agents.md", "agents.override.md", "gemini.md", "copilot-instructions.md",
        ".claude/", ".codex/", ".agents/", ".gemini/", ".cursor/", ".cursorrules", ".cursorignore", ".windsurf/",
        ".windsurfrules", ".clinerules", ".clinerules/", ".roo/", ".roorules*", ".aider*", ".mcp.json", ".mcp/",
        ".continue/", ".kiro/", ".junie/", ".amazonq/", ".opencode/", "opencode.json*", ".goosehints",
    ),
)  # fmt: skip
BYTECODE = Kind(
    "compiled Python",
    "is run in place of the source and read by nobody",
    ("*.pyc", "*.pyo", "__pycache__/"),
    may_be_opened=False,
)

KINDS = (TESTS, RUNNER, IMPORTS, GIT, HOOKS, LINT, TASK_RUNNER, EDITOR, AGENTS, BYTECODE)

# HFS+ leaves these code points out when it compares names: git's utf8.c, next_hfs_char.
_UNSEEN = dict.fromkeys((*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF))


def controls(names: tuple[str, ...]) -> list[tuple[int, Kind]]:
    """Find the control files in a path.

    Args:
        names: the path below the module's directory, split at `/`.

    Returns:
        Position and kind of each name that is one, or is a directory of them.
    """
    last = len(names) - 1
    found = []
    for i, name in enumerate(map(folded, names)):
        kind = _kind(name if i == last else f"{name}/")
        if kind and (i == last or folded(names[last]).endswith(kind.endings)):
            found.append((i, kind))
    return found


def folded(name: str) -> str:
    """The name as a file system may take it that ignores case and invisible characters."""
    return (name if name.isascii() else name.translate(_UNSEEN)).casefold()


def _kind(name: str) -> Kind | None:
    if found := _EXACT.get(name):
        return found
    match = _patterns().fullmatch(name)
    return KINDS[int(str(match.lastgroup)[1:])] if match else None


_EXACT = {name: kind for kind in KINDS for name in kind.names if "*" not in name and "?" not in name}


@cache
def _patterns() -> re.Pattern[str]:
    groups = []
    for i, kind in enumerate(KINDS):
        wild = [glob.compiled(name).pattern for name in kind.names if name not in _EXACT]
        if wild:
            groups.append(f"(?P<k{i}>{'|'.join(wild)})")
    return re.compile("|".join(groups), re.DOTALL)
