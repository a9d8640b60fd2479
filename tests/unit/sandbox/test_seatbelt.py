"""The text of the profile for `sandbox-exec`; that it confines can be tried on macOS alone, see test_confinement.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bailiwick.sandbox.base import Confinement, Limits
from bailiwick.sandbox.seatbelt import Seatbelt, profile, quoted, variants

from tests.support.kinds import on_linux


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("tree/a/b/c", "tree/d"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path.resolve() / "tree"


def verdict(text: str, operation: str, path: Path) -> str:
    """What the profile says of an operation on a path: the last rule that matches, as in sandbox-exec."""
    found = "deny"
    for rule in text.splitlines():
        action, _, rest = rule.strip("()").partition(" ")
        place = re.search(r'\((subpath|literal) "((?:[^"\\]|\\.)*)"', rest)
        if place and any(operation.startswith(word.rstrip("*")) for word in rest.split(" (")[0].split()):
            where = Path(re.sub(r"\\(.)", r"\1", place[2]))
            if path == where or (place[1] == "subpath" and path.is_relative_to(where)):
                found = action
    return found


def allowed(text: str, path: Path) -> tuple[bool, bool]:
    return verdict(text, "file-read-data", path) == "allow", verdict(text, "file-write-data", path) == "allow"


def test_the_deepest_place_counts(tree: Path) -> None:
    text = profile(
        Confinement(workdir=tree, writable=(tree / "a",), readable=(tree / "a/b",), hidden=(tree / "a/b/c", tree / "d"))
    )

    assert allowed(text, tree / "file") == (True, False)
    assert allowed(text, tree / "a/file") == (True, True)
    assert allowed(text, tree / "a/b/file") == (True, False)
    assert allowed(text, tree / "a/b/c/file") == (False, False)
    assert allowed(text, tree / "d/file") == (False, False)
    assert allowed(text, tree.parent / "file") == (False, False)


def test_the_rules_of_the_places_in_full(tree: Path) -> None:
    lines = profile(Confinement(workdir=tree, writable=(tree / "a",), hidden=(tree / "d",))).splitlines()

    assert [line for line in lines if str(tree) in line] == [
        f'(allow file-read* (subpath "{tree}"))',
        f'(deny file-write* (subpath "{tree}"))',
        f'(allow file-read* file-write* (subpath "{tree}/a"))',
        f'(deny file-read* file-write* (subpath "{tree}/d"))',
    ]


def test_programs_and_devices_can_be_used(tree: Path) -> None:
    text = profile(Confinement(workdir=tree))

    assert allowed(text, Path("/System/Library/Frameworks")) == (True, False)
    assert allowed(text, Path("/usr/lib/libSystem.dylib")) == (True, False)
    assert allowed(text, Path("/dev/null")) == (True, True)
    assert allowed(text, Path("/Users/somebody/.ssh/key")) == (False, False)


def test_all_is_denied_that_no_rule_allows(tree: Path) -> None:
    assert profile(Confinement(workdir=tree)).splitlines()[:2] == ["(version 1)", "(deny default)"]


def test_the_network(tree: Path) -> None:
    closed, opened = (profile(Confinement(workdir=tree, network=network)) for network in (False, True))

    assert "(deny network*)" in closed
    assert "(allow network" not in closed
    assert '(allow network-outbound (remote ip "*:*"))' in opened
    assert "(deny network*)" not in opened


@pytest.mark.parametrize(
    ("path", "text"),
    [("/a b", '"/a b"'), ('/a"b', '"/a\\"b"'), ("/a\\b", '"/a\\\\b"'), ('/a\\"', '"/a\\\\\\""'), ("/ä\n", '"/ä\n"')],
)
def test_paths_are_quoted(path: str, text: str) -> None:
    assert quoted(path) == text


def test_a_path_cannot_add_a_rule(tmp_path: Path) -> None:
    tree = tmp_path.resolve() / 'x")) (allow file-write* (subpath "'
    tree.mkdir(parents=True)

    text = profile(Confinement(workdir=tree))

    assert allowed(text, tree) == (True, False)
    assert allowed(text, Path("/anything")) == (False, False)


def test_every_parenthesis_is_closed(tree: Path) -> None:
    for network in (False, True):
        text = re.sub(r'"(?:[^"\\]|\\.)*"', "", profile(Confinement(workdir=tree, network=network)))
        assert text.count("(") == text.count(")")


def test_the_command_line(tree: Path) -> None:
    confinement = Confinement(
        workdir=tree, cwd=tree / "a", environment={"A": "b c", "PATH": "/bin"}, limits=Limits(file_bytes=1 << 20)
    )

    shell, flag, script, *rest = Seatbelt().argv(("echo", "$A"), confinement, report=9)

    assert (shell, flag) == ("/bin/sh", "-c")
    assert "ulimit -f 2048" in script.splitlines()
    assert rest == [
        *(str(tree / "a"), "/usr/bin/sandbox-exec", "-p", profile(confinement)),
        *("/usr/bin/env", "-i", "A=b c", "PATH=/bin", "echo", "$A"),
    ]


@pytest.mark.parametrize(
    ("status", "output", "failed"),
    [
        (65, "sandbox-exec: no profile\n", True),
        (71, "sandbox-exec: execvp() of '/usr/bin/env' failed: Operation not permitted\n", True),
        (127, "env: nothing: No such file or directory\n", True),
        (125, "/absent: line 2: cd: /absent: No such file or directory\n", True),
        (1, "sandbox-exec: said the command\n", False),
        (65, "assertion failed\n", False),
        (127, "bash: nothing: command not found\n", False),
    ],
)
def test_what_prevents_the_command_is_told_from_what_it_says(status: int, output: str, *, failed: bool) -> None:
    assert Seatbelt().setup_failure(status, output) == (output.strip() if failed else None)


@on_linux
def test_it_is_not_tried_on_another_system() -> None:
    assert variants() == ()
