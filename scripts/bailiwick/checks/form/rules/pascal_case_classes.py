"""pascal_case_classes: do classes have names in Pascal case?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading

_PASCAL = re.compile(r"_{0,2}[A-Z][A-Za-z0-9]*")


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for node, unit in source.classes():
            if not _PASCAL.fullmatch(node.name) and reading.counts(source, unit, settings):
                wrong = f"class `{node.name}` is not in Pascal case"
                yield Fault(source.path, node.lineno, wrong, "begin each word with a capital, without underscores")


RULE = Rule("pascal_case_classes", "names of classes are in Pascal case", RuleSettings, _judge)
