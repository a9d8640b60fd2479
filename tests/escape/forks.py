"""Runs attempts side by side, each in a process of its own that may be lost without harm to the others."""

from __future__ import annotations

import json
import os
import selectors
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.sandbox import family

from tests.escape.attempt import HOOKS, Tried, attempt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.escape.vector import Vector

LIMIT_SECONDS = 90.0


@dataclass
class _Child:
    pid: int
    vector: Vector
    setting: str
    deadline: float
    data: bytearray = field(default_factory=bytearray)


def run_all(
    jobs: Sequence[tuple[Vector, str]], templates: dict[bool, Path], place: Path, *, at_once: int
) -> Iterator[Tried]:
    """Yield the attempts as they end.

    Args:
        jobs: vector and setting.
        templates: the repositories without and with hooks.
        place: an existing directory for the arenas.
        at_once: how many processes.
    """
    waiting = list(reversed(jobs))
    with selectors.DefaultSelector() as selector:
        while waiting or selector.get_map():
            while waiting and len(selector.get_map()) < at_once:
                _start(*waiting.pop(), templates, place, selector)
            for key, _ in selector.select(0.5):
                if ended := _read(key.fd, key.data, selector):
                    yield ended
            for key in list(selector.get_map().values()):
                if time.monotonic() > key.data.deadline:
                    yield _lost(key.fd, key.data, selector, f"took more than {LIMIT_SECONDS:g} s")


def _start(
    vector: Vector, setting: str, templates: dict[bool, Path], place: Path, selector: selectors.BaseSelector
) -> None:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _be_child(vector, setting, templates[setting == HOOKS], place, writer)
    os.close(writer)
    selector.register(reader, selectors.EVENT_READ, _Child(pid, vector, setting, time.monotonic() + LIMIT_SECONDS))


def _be_child(vector: Vector, setting: str, template: Path, place: Path, writer: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    try:
        told = json.dumps(attempt(vector, setting, template, place).to_json()).encode()
        while told:
            told = told[os.write(writer, told) :]
    finally:
        os._exit(0)


def _read(reader: int, child: _Child, selector: selectors.BaseSelector) -> Tried | None:
    data = os.read(reader, 1 << 16)
    if data:
        child.data += data
        return None
    if not child.data:
        return _lost(reader, child, selector, "its process died")
    _close(reader, child, selector)
    return Tried(**json.loads(child.data))


def _lost(reader: int, child: _Child, selector: selectors.BaseSelector, why: str) -> Tried:
    for process in family.descendants(child.pid):
        family.signal_process(process.pid, signal.SIGKILL)
    family.signal_process(child.pid, signal.SIGKILL)
    _close(reader, child, selector)
    return Tried(child.vector.name, child.setting, error=why)


def _close(reader: int, child: _Child, selector: selectors.BaseSelector) -> None:
    selector.unregister(reader)
    os.close(reader)
    os.waitpid(child.pid, 0)
