"""Names that steer how others are read, checked or committed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bailiwick.git.control_files import BYTECODE, KINDS, Kind, controls

LISTED = [(kind, name) for kind in KINDS for name in kind.names]


def kinds(path: str) -> list[str]:
    return [kind.title for _, kind in controls(tuple(path.split("/")))]


def example(name: str, ending: str) -> str:
    plain = name.replace("*", "x").replace("?", "x")
    return f"{plain}file{ending}" if plain.endswith("/") else plain


@pytest.mark.parametrize(("kind", "name"), LISTED, ids=[name for _, name in LISTED])
def test_every_listed_name_counts_anywhere_and_in_any_case(kind: Kind, name: str) -> None:
    path = example(name, kind.endings[0])
    assert name == name.casefold()
    assert kind.title in kinds(path)
    assert kind.title in kinds(f"a/b/{path.upper()}")


def test_no_name_has_two_kinds() -> None:
    names = [name for _, name in LISTED]
    assert len(names) == len(set(names))


def test_only_compiled_python_stays_closed() -> None:
    assert [kind for kind in KINDS if not kind.may_be_opened] == [BYTECODE]


@pytest.mark.parametrize(
    "path",
    [
        "pricing/price.py",
        "tests/test_price.py",
        "packaging/box.py",
        "docs/pytest/usage.md",
        "conftest.md",
        "docs/conftest.py.txt",
        "gitignore",
        ".gitkeep",
        ".editorconfig",
        ".dockerignore",
        "Makefile",
        "setup.py",
        "uv.lock",
        "package-lock.json",
        "requirements.txt",
        "claude.py",
        "agents/coder.md",
        "__pycache__.md",
        "pyproject.toml",
    ],
)
def test_other_names_do_not_count(path: str) -> None:
    assert kinds(path) == []


@pytest.mark.parametrize("name", ["conf\u200ctest.py", "\ufeffconftest.py", "conftest\u200e.py", "conftest.py\u202a"])
def test_names_that_a_file_system_may_take_for_one_count(name: str) -> None:
    assert kinds(name) == ["test configuration"]


def test_where_it_stands_is_told() -> None:
    assert [(i, kind.title) for i, kind in controls((".github", "workflows", "CLAUDE.md"))] == [
        (0, "build or task runner"),
        (2, "agent instructions"),
    ]


def test_the_list_is_cheap_to_import() -> None:
    script = "import sys, bailiwick.git.gate; print([m for m in sys.modules if m in %r])"
    heavy = {"tomllib", "json", "shlex", "fnmatch", "subprocess", "unicodedata"}
    done = subprocess.run([sys.executable, "-I", "-c", script % heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
