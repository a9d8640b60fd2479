"""A run for programs: one object per event."""

from __future__ import annotations

import io
import json
from pathlib import PurePosixPath

from bailiwick.domain.event import Event
from bailiwick.views.json_lines import JsonLinesView

from tests.support.run_events import RUN, SUMMARY


def _told(*events: Event) -> list[str]:
    stream = io.StringIO()
    with JsonLinesView(stream) as view:
        for event in events:
            view.tell(event)
    return stream.getvalue().splitlines()


def test_every_event_is_one_object_with_its_set_fields() -> None:
    lines = _told(*RUN)
    assert [json.loads(line)["kind"] for line in lines] == [event.kind for event in RUN]
    assert json.loads(lines[3]) == {"kind": "stage", "task": "1", "stage": "turns", "at": 1001}


def test_the_last_one_holds_the_summary() -> None:
    assert json.loads(_told(*RUN)[-1])["data"] == SUMMARY.to_json()


def test_text_is_ascii_and_cannot_break_the_line() -> None:
    (line,) = _told(Event("notice", text="é\n\x1b[2J\x9b\u2028\udcff", at=1))
    assert line == '{"kind": "notice", "text": "\\u00e9\\n\\u001b[2J\\u009b\\u2028\\udcff", "at": 1}'


def test_a_value_that_json_lacks_is_written_as_text() -> None:
    (line,) = _told(Event("notice", data={"path": PurePosixPath("a/b")}, at=1))
    assert json.loads(line)["data"] == {"path": "a/b"}
