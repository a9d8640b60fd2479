"""How much of a command's output is kept: beginning and end, with a note where the middle was cut out."""

from __future__ import annotations

import os

CHUNK_BYTES = 1 << 16


class Output:
    """Takes the output of a command as it comes; holds at most about `max_bytes` of it."""

    def __init__(self, max_bytes: int) -> None:
        self._head_bytes = max_bytes // 2
        self._tail_bytes = max_bytes - self._head_bytes
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    def read_from(self, descriptor: int) -> bool:
        """Take what a non-blocking descriptor holds now; False at its end."""
        try:
            data = os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return True
        self.add(data)
        return bool(data)

    def add(self, data: bytes) -> None:
        """Take one piece."""
        free = self._head_bytes - len(self._head)
        self._head += data[:free]
        self._tail += data[free:]
        if len(self._tail) > self._tail_bytes + CHUNK_BYTES:
            self._cut()

    @property
    def truncated(self) -> bool:
        """Tell whether a part is missing."""
        self._cut()
        return self._dropped > 0

    def text(self) -> str:
        """Return what was kept; bytes that are not UTF-8 are replaced."""
        head, tail = self._head.decode(errors="replace"), ""
        if not self.truncated:
            return (self._head + self._tail).decode(errors="replace")
        tail = self._tail.decode(errors="replace")
        return f"{head}\n... {self._dropped} bytes left out ...\n{tail}"

    def _cut(self) -> None:
        excess = len(self._tail) - self._tail_bytes
        if excess > 0:
            del self._tail[:excess]
            self._dropped += excess
