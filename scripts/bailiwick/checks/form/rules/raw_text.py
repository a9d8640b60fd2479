"""raw_text: is the text a file of Python and nothing else: no chat around it, no fence, no odd bytes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.reading import is_python
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.conventions.raw_file import ODD, OPENS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.files(settings):
        if is_python(source.path):
            yield from (Fault(source.path, *wrong) for wrong in faults(source.text))


def faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Return line, what is wrong and how to mend it for a text that is to become a module."""
    if not text.strip():
        yield 0, "it is empty", "give the whole module"
        return
    for odd in ODD:
        if odd.mark in text:
            yield text[: text.index(odd.mark)].count("\n") + 1, f"it holds {odd.what}", odd.mend
    if not OPENS.match(text.lstrip("\ufeff").lstrip()):
        first = len(text) - len(text.lstrip())
        wrong = "it begins with neither a docstring nor an import"
        yield text[:first].count("\n") + 1, wrong, "give the code alone, its docstring first"
    if not text.endswith("\n") or text.endswith(("\n\n", "\n\r\n")):
        yield text.rstrip("\r\n").count("\n") + 1, "it does not end with one line feed", "end the last line with one"


RULE = Rule("a module is UTF-8 with LF, begins with docstring or import, and holds no fence", RuleSettings, _judge)
