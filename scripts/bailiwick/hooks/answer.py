"""How a hook answers: what it refuses on standard output, and the exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def answer(question: Callable[[], Sequence[str]]) -> int:
    """Ask, print each refusal, and return the exit status.

    Returns:
        0 where nothing is refused, 1 where something is, else the status of the error that kept the question from being
        answered (2 for bad input): what cannot be judged is not committed.
    """
    try:
        refusals = question()
    except BailiwickError as error:
        _tell(str(error))
        return error.exit_status
    for refusal in refusals:
        _tell(refusal)
    return 1 if refusals else 0


def _tell(text: str) -> None:
    # File names may hold any byte: what the terminal would act on, or UTF-8 cannot hold, is shown escaped.
    shown = "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
    sys.stdout.buffer.write(f"{shown}\n".encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
