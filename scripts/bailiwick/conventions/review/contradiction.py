"""Does a verdict agree with its own findings? Asked before it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.domain.review import BLOCKING, SEVERITIES
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.review import Kind


def contradictions(kind: Kind, verdict: str, severities: Sequence[str]) -> list[str]:
    """Say everything that is wrong with a verdict of this kind beside findings of these severities."""
    unknown = [s for s in severities if s not in SEVERITIES]
    found = [f'there is no severity "{s}" ({nearest(s.upper(), SEVERITIES)})' for s in dict.fromkeys(unknown)]
    if verdict not in kind.words:
        return [f'verdict: "{verdict}" is not one of {", ".join(kind.words)}', *found]
    blocking = [s for s in severities if s in BLOCKING]
    if verdict == kind.approved and blocking:
        found.append(f"{verdict} with a {blocking[0]} finding: send the work back, or lower the finding to MINOR")
    if verdict != kind.approved and not blocking and not unknown:
        what = "nothing but MINOR findings" if severities else "no finding"
        found.append(f"{verdict} with {what}: name a CRITICAL or MAJOR one, or say {kind.approved}")
    return found
