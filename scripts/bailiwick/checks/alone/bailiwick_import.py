"""Imports files of Python, each alone in an isolated interpreter: `python -I import.py FILE ...`.

Prints a line for each thing that one of them does beside defining names, and exits with 1 where there is one. Standard
library only, for it runs in the sandbox, in whatever Python is there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from types import FrameType, ModuleType, TracebackType

_LOUD = (
    "open",
    "socket.",
    "subprocess.",
    "os.",
    "shutil.",
    "sqlite3.",
    "urllib.",
    "webbrowser.",
    "ftplib.",
    "smtplib.",
)
_QUIET = frozenset({"os.listdir", "os.scandir", "os.putenv", "os.unsetenv"})
_IMPORTING = ("<frozen importlib", "<frozen zipimport", "<frozen runpy")


class Watch:
    """Hears what the interpreter is asked to do while one file is imported."""

    def __init__(self) -> None:
        self.path = ""
        self.heard: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[object, ...]) -> None:
        if self.path and event.startswith(_LOUD) and event not in _QUIET and (line := self._own_line()):
            about = f" {args[0]!r}" if args and isinstance(args[0], (str, bytes)) else ""
            self.heard.append(f"{self.path}:{line}: {event}{about} while it is imported; do it in a function")

    def _own_line(self) -> int:
        """Where the file does it; 0 for what another module does while that is imported."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename != self.path:
            if frame.f_code.co_filename.startswith(_IMPORTING):
                return 0
            frame = frame.f_back
        return frame.f_lineno if frame else 0


def faults(path: str, watch: Watch) -> list[str]:
    """Import one file; what it does, what it says, or why it cannot be imported."""
    source = Path(path).read_bytes()
    module = ModuleType("imported_alone")
    module.__file__ = path
    sys.modules[module.__name__] = module
    with tempfile.TemporaryFile() as said:
        kept = os.dup(1), os.dup(2)
        sys.stdout.flush()
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        failed = _executed(source, module, path, watch)
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        said.seek(0)
        text = said.read().decode("utf-8", "replace").strip()
    printed = [f"{path}: says {text.splitlines()[0]!r} while it is imported; a module says nothing"] if text else []
    return [*watch.heard, *printed, *failed]


def _executed(source: bytes, module: ModuleType, path: str, watch: Watch) -> list[str]:
    watch.heard = []
    try:
        code = compile(source, path, "exec")
        watch.path = path
        exec(code, module.__dict__)
    except BaseException as error:  # a module can also try to end the program
        watch.path = ""
        return [f"{path}:{_line(error.__traceback__, path)}: cannot be imported alone: {type(error).__name__}: {error}"]
    watch.path = ""
    return []


def _line(trace: TracebackType | None, path: str) -> int:
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def main(paths: list[str]) -> int:
    """Import each; 1 where one of them is not quiet."""
    watch = Watch()
    found = [fault for path in paths for fault in faults(path, watch)]
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
