from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import InputError
from bailiwick.git.worktree_identity import Identity, clear, read, write

if TYPE_CHECKING:
    from pathlib import Path


def test_binding_is_read_as_written(tmp_path: Path) -> None:
    write(tmp_path, Identity("pricing_coder", "pricing", "7", {"sprint": "2"}))
    assert read(tmp_path) == Identity("pricing_coder", "pricing", "7", {"sprint": "2"})


def test_binding_is_the_documented_json(tmp_path: Path) -> None:
    write(tmp_path, Identity("pricing_coder"))
    written = '{"agent": "pricing_coder", "module": null, "task": null, "params": {}}\n'
    assert (tmp_path / "bailiwick.json").read_text() == written


def test_later_binding_replaces_the_earlier_and_leaves_no_draft(tmp_path: Path) -> None:
    write(tmp_path, Identity("pricing_coder", "pricing", "7"))
    write(tmp_path, Identity("catalog_coder"))
    assert read(tmp_path) == Identity("catalog_coder")
    assert [path.name for path in tmp_path.iterdir()] == ["bailiwick.json"]


def test_no_file_is_nobody(tmp_path: Path) -> None:
    assert read(tmp_path) is None


def test_clear_says_whether_there_was_a_binding(tmp_path: Path) -> None:
    write(tmp_path, Identity("pricing_coder"))
    assert [clear(tmp_path), clear(tmp_path)] == [True, False]
    assert read(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"agent": ""}',
        '{"agent": 1}',
        '{"agent": "a", "task": 7}',
        '{"agent": "a", "scope": "**"}',
        '{"agent": "a", "params": {"sprint": 2}}',
        '{"agent": "a", "params": []}',
        "\xff",
    ],
)
def test_unusable_file_names_the_way_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "bailiwick.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError) as refused:
        read(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}/bailiwick.json does not say whose commit this is: write it again with "
        "`invoke act-as --agent NAME`, or end the binding with `invoke act-as --nobody`"
    )


def test_dangling_link_is_not_taken_for_nobody(tmp_path: Path) -> None:
    (tmp_path / "bailiwick.json").symlink_to("gone")
    with pytest.raises(InputError):
        read(tmp_path)
