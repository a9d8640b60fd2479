"""A view never gets in the way of a run."""

from __future__ import annotations

import io
import os
import signal
import threading
import time

import pytest
from bailiwick.domain.event import Event
from bailiwick.views.base import LockedView
from bailiwick.views.json_lines import JsonLinesView
from bailiwick.views.plain import PlainView

NOTICE = Event("notice", text="hello", at=1)


@pytest.mark.parametrize("kind", [PlainView, JsonLinesView])
def test_a_reader_that_went_away_silences_the_view(kind: type[PlainView | JsonLinesView]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    with kind(stream) as view:
        view.tell(NOTICE)
        view.tell(NOTICE)
    with pytest.raises(BrokenPipeError):
        stream.close()


@pytest.mark.parametrize("kind", [PlainView, JsonLinesView])
def test_a_closed_stream_silences_the_view(kind: type[PlainView | JsonLinesView]) -> None:
    stream = io.StringIO()
    with kind(stream) as view:
        stream.close()
        view.tell(NOTICE)


def test_a_malformed_event_is_logged_and_the_next_one_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    stream = io.StringIO()
    with PlainView(stream) as view:
        view.tell(Event("run_finished", data={"landed": [{"no": "task"}]}, at=1))
        view.tell(NOTICE)
    assert stream.getvalue() == "   0:00  note: hello\n"
    assert [record.message for record in caplog.records] == ["the event run_finished could not be shown"]


@pytest.mark.timeout(10)
def test_a_signal_handler_may_tell_while_its_thread_is_telling() -> None:
    class Interrupted(LockedView):
        def __init__(self) -> None:
            super().__init__()
            self.shown: list[str] = []

        def show(self, event: Event) -> None:
            if event.text == "hello":
                os.kill(os.getpid(), signal.SIGUSR1)
            self.shown.append(event.text)

    view = Interrupted()
    before = signal.signal(signal.SIGUSR1, lambda *_: view.tell(Event("notice", text="stopping")))
    try:
        view.tell(NOTICE)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert sorted(view.shown) == ["hello", "stopping"]


class SlowStream(io.StringIO):
    """A stream on which two writers at once are noticed."""

    writers = 0

    def write(self, text: str) -> int:
        self.writers += 1
        time.sleep(0.0001)
        assert self.writers == 1, "two at once"
        self.writers -= 1
        return super().write(text)


@pytest.mark.parametrize("kind", [PlainView, JsonLinesView])
def test_lines_of_many_threads_stay_whole(kind: type[PlainView | JsonLinesView]) -> None:
    stream = SlowStream()
    with kind(stream) as view:

        def talk() -> None:
            for _ in range(50):
                view.tell(Event("notice", text="y" * 200, at=1))

        threads = [threading.Thread(target=talk) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(stream.getvalue().splitlines()) == 400
    assert len(set(stream.getvalue().splitlines())) == 1
