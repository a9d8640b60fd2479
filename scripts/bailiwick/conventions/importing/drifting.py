"""Is one agent called by several names?"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING

from bailiwick.conventions.importing.assignee import ASSIGNEES
from bailiwick.conventions.importing.raw import texts_of
from bailiwick.domain.agent_name import meant_agent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.conventions.importing.entry import Entry
    from bailiwick.conventions.importing.finding import Finding, Place

_ALIKE = 0.85
"""Ratio of difflib from which two names are told: a letter more, less or in another place, and no `api` for `web`."""
_REMEDY = "use one name for one agent"


def told(made: Sequence[Entry], place: Place) -> Iterator[Finding]:
    """Tell names of which one form is meant, and names that nearly are one; those of the map are meant as they are."""
    spelt: dict[str, dict[str, None]] = {}
    for entry in made:
        for written in texts_of([entry.raw.fields.get(name) for name in ASSIGNEES]):
            spelt.setdefault(meant_agent(written, entry.setting.agents), {})[written] = None
    for name, forms in spelt.items():
        if name and len(forms) > 1:
            yield place.warning((), f"{name} is written in {len(forms)} ways: {', '.join(forms)}", _REMEDY)
    unknown = Counter(a for e in made for a in (*e.agents, *e.reviewers) if a not in e.setting.agents)
    names = [name for name, _ in unknown.most_common()]
    for i, name in enumerate(names):
        others = [other for other in names[:i] if _without_digits(other) != _without_digits(name)]
        if close := difflib.get_close_matches(name, others, n=1, cutoff=_ALIKE):
            yield place.warning((), f"{name} may be {close[0]}: their names are nearly the same", _REMEDY)


def _without_digits(name: str) -> str:
    return re.sub(r"\d+", "", name)
