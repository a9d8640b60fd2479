"""JSON lines where asked for, a live table on a terminal that can show one, else plain lines."""

from __future__ import annotations

import io

import pytest
from bailiwick.views.choose import choose

from tests.support.screen import Terminal


@pytest.mark.parametrize(
    ("json", "term", "expected"),
    [
        pytest.param(False, "xterm-256color", "LiveView", id="terminal"),
        pytest.param(True, "xterm-256color", "JsonLinesView", id="json on a terminal"),
        pytest.param(False, "dumb", "PlainView", id="dumb terminal"),
        pytest.param(False, "", "PlainView", id="terminal without a name"),
    ],
)
def test_on_a_terminal(json: bool, term: str, expected: str) -> None:
    with Terminal() as terminal, terminal.stream() as stream:
        assert type(choose(json=json, stream=stream, environ={"TERM": term})).__name__ == expected


@pytest.mark.parametrize(("json", "expected"), [(False, "PlainView"), (True, "JsonLinesView")])
def test_in_a_pipe(json: bool, expected: str) -> None:
    view = choose(json=json, stream=io.StringIO(), environ={"TERM": "xterm", "FORCE_COLOR": "1"})
    assert type(view).__name__ == expected
