"""parses: is each changed Python file one that Python would read?"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from bailiwick.checks.form.reading import is_python
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.files(settings):
        if is_python(source.path) and source.tree is None:
            line, reason = _reason(source.text)
            yield Fault(source.path, line, f"Python cannot read it: {reason}", "mend it there, or before it")


def _reason(text: str) -> tuple[int, str]:
    """Line, 0 where there is none, and what Python says."""
    if "\0" in text:
        return text[: text.index("\0")].count("\n") + 1, "it holds a null byte"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.encode("utf-8", "replace"))
    except SyntaxError as error:
        return error.lineno or 0, error.msg
    except (ValueError, RecursionError, MemoryError):
        return 0, "it is nested too deep"
    return 0, "it is too long"


RULE = Rule("each Python file is one that Python reads", RuleSettings, _judge)
