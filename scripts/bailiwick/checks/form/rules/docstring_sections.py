"""docstring_sections: does the docstring of a module have the sections that were agreed on?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.parse import docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    sections: tuple[str, ...] = ("Classes", "Functions", "Example", "Dependencies")
    """Each begins a line, with a colon behind it."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        if source.tree is not None and reading.counts(source, None, settings):
            text = docstring(source.tree) or ""
            missing = [name for name in settings.sections if not re.search(rf"^\s*{re.escape(name)}:", text, re.M)]
            if missing:
                wrong = f"the docstring of the module lacks {', '.join(f'`{name}:`' for name in missing)}"
                yield Fault(source.path, 1, wrong, "add each as a section, with `none` where there is nothing")


RULE = Rule("docstring_sections", "the docstring of a new module has certain sections", Settings, _judge)
