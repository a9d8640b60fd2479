from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.tools import Toolbox

from tests.support.coding import STRUCTURE, assign, write

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import ToolResult

FILE = "modules/pricing/a.py"


def edit(workspace: Path, command: str, path: str = FILE, **given: Any) -> ToolResult:
    box = Toolbox(assign(workspace), STRUCTURE)
    return box.run("str_replace_based_edit_tool", "toolu_1", {"command": command, "path": path, **given})


def test_view_numbers_the_lines(tmp_path: Path) -> None:
    write(tmp_path, FILE, "one\ntwo\n\x0cthree")
    assert edit(tmp_path, "view").content == "1: one\n2: two\n3: \x0cthree"


@pytest.mark.parametrize(
    ("view_range", "shown"),
    [([2, 3], "2: b\n3: c"), ([3, -1], "3: c\n4: d"), ([4, 9], "4: d")],
    ids=["middle", "to the end", "past the end"],
)
def test_view_shows_a_range(tmp_path: Path, view_range: list[int], shown: str) -> None:
    write(tmp_path, FILE, "a\nb\nc\nd\n")
    assert edit(tmp_path, "view", view_range=view_range).content == shown


def test_view_refuses_a_range_outside_the_file(tmp_path: Path) -> None:
    write(tmp_path, FILE, "a\n")
    result = edit(tmp_path, "view", view_range=[5, 6])
    assert (result.content, result.is_error) == ("Error: view_range [5, 6] does not fit a file of 1 lines.", True)


def test_view_cuts_a_long_file_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, FILE, "x" * 99 + "\n" + "y\n" * 30_000)
    shown = edit(tmp_path, "view").content
    assert shown.endswith("\n[cut: 30001 lines in all; use view_range]")
    assert len(shown) < 20_100


def test_view_reads_outside_the_scope(tmp_path: Path) -> None:
    write(tmp_path, "modules/catalog/b.py", "b\n")
    assert edit(tmp_path, "view", "modules/catalog/b.py").content == "1: b"


def test_view_lists_two_levels_of_a_directory(tmp_path: Path) -> None:
    for path in ("a/b/c/d.txt", "a/e.txt", ".git/config", "f.txt"):
        write(tmp_path, path)
    assert edit(tmp_path, "view", ".").content == "a/\na/b/\na/e.txt\nf.txt"
    assert edit(tmp_path, "view", "a").content == "a/b/\na/b/c/\na/e.txt"


def test_create_makes_directories(tmp_path: Path) -> None:
    result = edit(tmp_path, "create", "modules/pricing/new/b.py", file_text="x = 'ä'\n")
    assert (result.content, result.is_error) == ("modules/pricing/new/b.py was created.", False)
    assert (tmp_path / "modules/pricing/new/b.py").read_bytes() == "x = 'ä'\n".encode()


def test_create_replaces_a_longer_file_and_keeps_its_mode(tmp_path: Path) -> None:
    file = write(tmp_path, FILE, "long text\n" * 9)
    file.chmod(0o755)
    assert edit(tmp_path, "create", file_text="x\n").content == f"{FILE} was replaced."
    assert file.read_text() == "x\n"
    assert file.stat().st_mode & 0o777 == 0o755


def test_an_absolute_path_below_the_workspace_is_accepted(tmp_path: Path) -> None:
    edit(tmp_path, "create", str(tmp_path / FILE), file_text="x")
    assert (tmp_path / FILE).read_text() == "x"


def test_str_replace_changes_one_place_and_shows_it(tmp_path: Path) -> None:
    file = write(tmp_path, FILE, "a\nb\nc\nd\ne\nf\n")
    result = edit(tmp_path, "str_replace", old_str="e\n", new_str="E\nE\n")
    assert file.read_text() == "a\nb\nc\nd\nE\nE\nf\n"
    assert result.content == f"{FILE} was changed:\n2: b\n3: c\n4: d\n5: E\n6: E\n7: f\n8: "


@pytest.mark.parametrize(
    ("old", "message"),
    [
        (
            "z",
            f"Error: No match found for replacement in {FILE}. View the file and repeat old_str exactly as it is.",
        ),
        ("a", f"Error: Found 2 matches for replacement in {FILE}. Give more of the text around it."),
        ("", "Error: str_replace needs old_str."),
    ],
    ids=["none", "two", "empty"],
)
def test_str_replace_needs_exactly_one_match(tmp_path: Path, old: str, message: str) -> None:
    file = write(tmp_path, FILE, "a\na\n")
    result = edit(tmp_path, "str_replace", old_str=old, new_str="x")
    assert (result.content, result.is_error) == (message, True)
    assert file.read_text() == "a\na\n"


def test_windows_line_ends_are_kept(tmp_path: Path) -> None:
    file = write(tmp_path, FILE, "a\r\nb\r\nc\r\n")
    edit(tmp_path, "str_replace", old_str="a\nb", new_str="A\nB")
    edit(tmp_path, "insert", insert_line=1, insert_text="new")
    assert file.read_bytes() == b"A\r\nnew\r\nB\r\nc\r\n"


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        ("a\nb\n", 0, "new\na\nb\n"),
        ("a\nb\n", 2, "a\nb\nnew\n"),
        ("a\nb", 2, "a\nb\nnew\n"),
        ("a\nb", 1, "a\nnew\nb"),
        ("", 0, "new\n"),
    ],
    ids=["top", "end", "after an open end", "before an open end", "empty file"],
)
def test_insert_adds_whole_lines(tmp_path: Path, before: str, line: int, after: str) -> None:
    file = write(tmp_path, FILE, before)
    edit(tmp_path, "insert", insert_line=line, insert_text="new\n")
    assert file.read_text() == after


def test_insert_past_the_end_is_refused(tmp_path: Path) -> None:
    write(tmp_path, FILE, "a\n")
    result = edit(tmp_path, "insert", insert_line=3, insert_text="x")
    assert result.content == f"Error: insert_line is 3, but {FILE} has 1 lines."


def test_text_that_is_not_utf_8_is_not_edited(tmp_path: Path) -> None:
    write(tmp_path, FILE).write_bytes(b"a\xff")
    assert edit(tmp_path, "str_replace", old_str="a").content == f"Error: {FILE} is not UTF-8 text."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"command": "undo_edit"}, "- command: Input should be 'view', 'create', 'str_replace' or 'insert'"),
        ({"command": "insert", "insert_line": -1}, "- insert_line: Input should be greater than or equal to 0"),
    ],
    ids=["unknown command", "negative line"],
)
def test_unfit_input_is_explained(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    result = edit(tmp_path, **given)
    assert result.is_error
    assert message in result.content


@pytest.mark.parametrize("path", ["../x", "modules/pricing/../../../x", "/etc/passwd", "a\0b", ""])
def test_nothing_outside_the_workspace_is_reached(tmp_path: Path, path: str) -> None:
    write(tmp_path, "x", "secret")
    (tmp_path / "work").mkdir()
    for command in ("view", "create"):
        result = edit(tmp_path / "work", command, path, file_text="overwritten")
        assert result.is_error
        assert "secret" not in result.content
    assert (tmp_path / "x").read_text() == "secret"


def test_dots_inside_the_workspace_are_resolved_before_the_scope_is_asked(tmp_path: Path) -> None:
    result = edit(tmp_path, "create", "modules/pricing/../catalog/b.py", file_text="x")
    assert result.denied.startswith("modules/catalog/b.py: outside the scope")
    assert not (tmp_path / "modules/catalog").exists()


def test_a_link_to_a_file_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside", "secret")
    write(tmp_path, "work/modules/pricing/x")
    (tmp_path / "work" / FILE).symlink_to(outside)
    for command in ("view", "create"):
        result = edit(tmp_path / "work", command, file_text="x")
        assert result.content == f"Error: {FILE} is a symbolic link; links are not followed."
    assert outside.read_text() == "secret"


def test_a_link_to_a_directory_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/a.py", "secret").parent
    write(tmp_path, "work/modules/x")
    (tmp_path / "work/modules/pricing").symlink_to(outside)
    for command in ("view", "create"):
        result = edit(tmp_path / "work", command, file_text="x")
        assert result.content == "Error: modules/pricing is a symbolic link; links are not followed."
    assert (outside / "a.py").read_text() == "secret"


def test_a_hard_link_is_not_written(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside", "secret")
    write(tmp_path, "work/modules/pricing/x")
    os.link(outside, tmp_path / "work" / FILE)
    assert (
        edit(tmp_path / "work", "create", file_text="x").content == f"Error: {FILE} is a hard link and is not written."
    )
    assert outside.read_text() == "secret"


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    write(tmp_path, "modules/pricing/x")
    os.mkfifo(tmp_path / FILE)
    for command in ("view", "create"):
        assert edit(tmp_path, command, file_text="x").content == f"Error: {FILE} is not a regular file."


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("modules/pricing", "Error: modules/pricing is not a regular file."),
        ("modules/pricing/x/y", "Error: modules/pricing/x is not a directory."),
    ],
    ids=["directory", "below a file"],
)
def test_only_regular_files_are_written(tmp_path: Path, path: str, message: str) -> None:
    write(tmp_path, "modules/pricing/x")
    box = Toolbox(assign(tmp_path, write=("**",)), STRUCTURE)
    given = {"command": "str_replace", "path": path, "old_str": "x"}
    result = box.run("str_replace_based_edit_tool", "toolu_1", given)
    assert message in result.content or result.denied
