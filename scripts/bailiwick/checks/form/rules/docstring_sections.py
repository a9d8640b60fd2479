"""docstring_sections: does the docstring of a module have the sections that were agreed on?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source


class Settings(RuleSettings):
    """Of this rule."""

    sections: tuple[str, ...] = ("Classes", "Functions", "Example", "Dependencies")
    """Each begins a line, with a colon behind it."""


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    text = source.docstring or ""
    missing = [f"`{name}:`" for name in settings.sections if not re.search(rf"^\s*{re.escape(name)}:", text, re.M)]
    if missing:
        wrong = f"the docstring of the module lacks {', '.join(missing)}"
        yield Spot(1, None, wrong, "add each as a section, with `none` where there is nothing")


RULE = Rule("the docstring of a module has certain sections", Settings, in_each_file(_spots))
