"""pascal_case_classes: do classes have names in Pascal case?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

_PASCAL = re.compile(r"_{0,2}[A-Z][A-Za-z0-9]*")


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node, unit in source.classes():
        if not _PASCAL.fullmatch(node.name):
            wrong = f"class `{node.name}` is not in Pascal case"
            yield Spot(node.lineno, unit, wrong, "begin each word with a capital, without underscores")


RULE = Rule("names of classes are in Pascal case", RuleSettings, in_each_file(_spots))
