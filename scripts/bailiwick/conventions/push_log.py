"""`shared/push_log.md`: what people have pushed; the engine reads it and pushes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain.violation import Violation
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = "shared/push_log.md"
_HEADING = "## Push Report"
_FIELDS = {
    "Time": r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}\S*",
    "Branch": r"\S+",
    "Commits pushed": r"\S.*",
    "Status": "SUCCESS|FAILED|NO_COMMITS",
    "Error": r"\S.*",
}
_NONE = frozenset({"None", "0"})
_LINE = re.compile(rf"(?:- )?(?:\*\*)?({'|'.join(_FIELDS)})(?::\*\*|\*\*:|:)\s*(.*?)\s*")


def violations(text: str) -> Iterator[Violation]:
    """Judge each report of the log: its five lines, and whether they agree."""
    parts = markdown.lines(text)
    heads = [head for head in markdown.headings(parts) if head.text == _HEADING]
    if not heads:
        yield Violation(FILE, "", f"expected a heading {_HEADING!r}", remedy="begin each report with it")
    ends = [*(head.at for head in heads[1:]), len(parts)]
    for head, end in zip(heads, ends, strict=False):
        found = (_LINE.fullmatch(part.text) for part in parts[head.at + 1 : end])
        said = {match[1]: match[2] for match in found if match}
        yield from (Violation(FILE, "", wrong, line=head.at + 1, remedy=mend) for wrong, mend in _faults(said))


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, form in _FIELDS.items():
        if not re.fullmatch(form, said.get(name, "")):
            yield (
                f"expected for {name} a match of {form}, found {said.get(name, '')!r}",
                f"write a line `- {name}: ...`",
            )
    status, pushed, failed = (said.get(name, "") for name in ("Status", "Commits pushed", "Error"))
    if (status == "FAILED") == (failed in _NONE):
        yield f"{status} stands beside the error {failed}", "an error, and nothing else, is FAILED"
    if (status == "NO_COMMITS") != (pushed in _NONE) and status != "FAILED":
        yield f"{status} stands beside the commits {pushed}", "NO_COMMITS is for none alone"
