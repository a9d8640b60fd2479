"""What in a report stops the work until a person has answered?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEEP = "keep"
"""An answer that begins with this word lets the work pass."""


def question(stops: Mapping[str, str], report: Mapping[str, Any], answer: str) -> str:
    """Return the question to a person, or "" where nothing stops the work or the answer is there already.

    Args:
        stops: Of the convention's report: name → what is asked.
        report: JSON of the report.
        answer: What a person wrote to the task.
    """
    if answer.strip().casefold().startswith(KEEP):
        return ""
    found = [(why, detail) for name, why in stops.items() for detail in _STOPS[name](report)]
    return "\n".join(f"{why}: {detail}" for why, detail in found)


def _nonconformity(report: Mapping[str, Any]) -> Iterator[str]:
    for row in report.get("values", {}).get("deviations", ()):
        yield f"{row['Endpoint']} ({row['File']}) {row['Deviation']}; {row['Justification']}; {row['Recommendation']}"


def _kind(kind: str) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    def of_kind(report: Mapping[str, Any]) -> Iterator[str]:
        yield from (one["text"] for one in report.get("deviations", ()) if one["kind"] == kind)

    return of_kind


_STOPS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "nonconformity": _nonconformity,
    "interface": _kind("interface"),
    "contract": _kind("contract"),
}
