"""What is kept of a command's output."""

from __future__ import annotations

import pytest
from bailiwick.sandbox.output import Output


@pytest.mark.parametrize(
    ("pieces", "text", "truncated"),
    [
        ([], "", False),
        ([b"abc", b"def"], "abcdef", False),
        ([b"0123456789"], "0123456789", False),
        ([b"0123456789x"], "01234\n... 1 bytes left out ...\n6789x", True),
        ([b"0123", b"45678", b"9abcdef"], "01234\n... 6 bytes left out ...\nbcdef", True),
        (["grün".encode()[:3], "grün".encode()[3:]], "grün", False),
        ([b"\xff"], "�", False),
    ],
    ids=["nothing", "pieces", "just fits", "one too many", "pieces too many", "split character", "not text"],
)
def test_keeps_beginning_and_end(pieces: list[bytes], text: str, *, truncated: bool) -> None:
    output = Output(10)
    for piece in pieces:
        output.add(piece)
    assert (output.text(), output.truncated) == (text, truncated)


def test_memory_stays_small() -> None:
    output = Output(1000)
    for _ in range(100):
        output.add(b"x" * 100_000)
    assert len(output._head) + len(output._tail) < 1000 + 2 * 65_536
    assert output.text().splitlines()[1] == "... 9999000 bytes left out ..."
