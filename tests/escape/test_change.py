"""A file of legitimate changes that is not of the form is refused with file, entry, key and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from bailiwick.errors import InputError

from tests.escape import change

CHANGE = "[[change]]\ntitle = 'a'\n"


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        change.parse(text, Path("cases/x.toml"))
    return str(refused.value).splitlines()


SHARED = {
    "not TOML": ("[[change", "not TOML: "),
    "nothing": ("", "change: is missing; expected an array of tables, one for each change, and not empty"),
    "no change": ("change = []", "change: expected an array of tables, one for each change, and not empty, found []"),
    "unknown setting": ("bases = 1\n[[change]]", 'bases: there is no such key (did you mean "base"?)'),
    "content": ("base.x = 'base64:?'\n[[change]]", "base: expected a table of path and content, which is text or "),
    "agents": ("agents.x = 1\n[[change]]", "agents: expected a table of name and a table, found {'x': 1}"),
    "no title": ("[[change]]\ndelete = []", "change 1: title: is missing; expected a text that is not empty"),
    "empty title": ("[[change]]\ntitle = ' '", "change 1 ( ): title: expected a text that is not empty, found ' '"),
    "title twice": (
        f"{CHANGE}delete = []\n{CHANGE}delete = []",
        "change 2 (a): title: stands twice in this file; expected one of its own",
    ),
}
OF_A_CHANGE = {
    "unknown key": ("deletes = []", 'deletes: there is no such key (did you mean "delete"?)'),
    "run alone": ("run = 'x'", "arrives: is missing; beside `run` it must list the paths that differ afterwards"),
    "empty run": ("run = ' '\narrives = []", "run: expected a text that is not empty, found ' '"),
    "nothing made": ("arrives = []", "it changes nothing; expected at least one of create, replace, "),
    "no array": ("delete = 'x'", "delete: expected an array of texts, found 'x'"),
    "no texts": ("delete = [1]", "delete: expected an array of texts, found [1]"),
    "no text": ("create.x = 1", "create: expected a table of path and text, found {'x': 1}"),
    "half a pair": (
        "replace.x = ['a']",
        "replace: expected a table of path and [old text, new text], found {'x': ['a']}",
    ),
    "no bytes": ("size.x = 0", "size: expected a table of path and bytes, a whole number above 0, found {'x': 0}"),
    "base64": ("binary.x = '?'", "binary: expected a table of path and base64, found {'x': '?'}"),
    "unknown sandbox": (
        "delete = []\nnot_in.chroot = 'x'",
        "not_in: expected a table of sandbox (uid, seatbelt, landlock, bubblewrap) and the reason, a text that is not",
    ),
    "no reason": ("delete = []\nnot_in.uid = ''", "not_in: expected a table of sandbox (uid, "),
}


@pytest.mark.parametrize(("text", "expected"), SHARED.values(), ids=SHARED)
def test_what_is_wrong_in_a_file_is_told(text: str, expected: str) -> None:
    assert any(line.startswith(f"cases/x.toml: {expected}") for line in told(text))


@pytest.mark.parametrize(("text", "expected"), OF_A_CHANGE.values(), ids=OF_A_CHANGE)
def test_what_is_wrong_in_a_change_is_told(text: str, expected: str) -> None:
    assert any(line.startswith(f"cases/x.toml: change 1 (a): {expected}") for line in told(CHANGE + text))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f"x = 1\n{CHANGE}run = 1\n")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(InputError) as refused:
        change.load(tmp_path)
    lines = str(refused.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(tmp_path / "a.toml")] * 3 + [str(tmp_path / "b.toml")]
    assert [line.split(": ")[1] for line in lines] == ["x", "change 1 (a)", "change 1 (a)", "not UTF-8 text"]


def test_a_directory_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no file of changes: put files like .*/<name>\.toml there"):
        change.load(tmp_path)


def test_what_arrives_is_read_off_the_change() -> None:
    text = """
    [module]
    path = ["services/pricing", "libs/client"]
    [[change]]
    title = "a"
    create = { "a.py" = "" }
    rename = { "b.py" = "/libs/client/b.py" }
    contract = { "openapi.json" = "{}" }
    ignored = { "c.pyc" = "" }
    """
    (only,) = change.parse(text, Path("x.toml")).changes
    expected = ("a.py", "b.py"), ("libs/client/b.py", "shared/api/pricing/openapi.json")
    assert only.arrives() == (*(f"services/pricing/{path}" for path in expected[0]), *expected[1])
