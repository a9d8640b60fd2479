"""`shared/learnings.md`: one dated entry per lesson, only ever added to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bailiwick.errors import InputError
from bailiwick.files.markdown import lines, one_line
from bailiwick.files.text_shape import line_ending

HEADING = re.compile(r"### \[\d{4}-\d{2}-\d{2}\] agent:[A-Za-z0-9._-]+ \| task:\S+")
LABELS = {"problem": "Problem", "root_cause": "Root Cause", "fix": "Fix", "lesson": "Lesson"}


@dataclass(frozen=True)
class Learning:
    """What an agent found out; each text is written on one line."""

    date: str
    """ISO date, such as 2026-03-14."""
    agent: str
    task: str
    """Key of the task."""
    problem: str
    root_cause: str
    fix: str
    lesson: str

    @property
    def lines(self) -> list[str]:
        """The five lines of the entry.

        Raises:
            InputError: a text is empty, or date, agent or task do not fit the heading.
        """
        heading = f"### [{self.date}] agent:{self.agent} | task:{self.task}"
        if not HEADING.fullmatch(heading):
            raise InputError(f"not a heading of a learning: {heading} (write ### [2026-03-14] agent:name | task:7)")
        texts = {label: one_line(getattr(self, name)) for name, label in LABELS.items()}
        if empty := [label for label, text in texts.items() if not text]:
            raise InputError(f"the learning of task {self.task} lacks {', '.join(empty)}: fill it in")
        return [heading, *(f"**{label}:** {text}" for label, text in texts.items())]


def with_learning(text: str, learning: Learning) -> str:
    """Append an entry behind a blank line; a text that holds the very same entry is returned as it is."""
    block = learning.lines
    present = [line.text.rstrip() for line in lines(text)]
    if any(present[i : i + len(block)] == block for i in range(len(present))):
        return text
    ending = line_ending(text)
    ended = text if not text or text.endswith("\n") else text + ending
    gap = ending if present and present[-1] else ""
    return ended + gap + "".join(line + ending for line in block)
