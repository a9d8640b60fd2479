"""What in a report stops the work until a person has answered?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EARLY = frozenset({"interface", "contract"})
"""Those that stop before the checks, which such a deviation may well fail."""
KEEP = "keep"
"""An answer that begins with this word lets the work pass."""
LAND = "land"
"""So does this, as the value of a parameter that has the name of the stop."""


def asking(stops: Mapping[str, str], params: Mapping[str, str]) -> dict[str, str]:
    """Those of the stops of checked work about which a person is asked, by the parameters of the task."""
    return {name: why for name, why in stops.items() if params.get(name) != LAND}


def question(stops: Mapping[str, str], report: Mapping[str, Any], answer: str) -> str:
    """Return the question to a person, or "" where nothing stops the work or the answer is there already.

    Args:
        stops: Of the convention's report: name → what is asked.
        report: JSON of the report.
        answer: What a person wrote to the task.
    """
    if keeps(answer):
        return ""
    return "\n".join(f"{why}: {detail}" for name, why in stops.items() for detail in details(name, report))


def details(name: str, report: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a report is such a stop, a sentence each."""
    return tuple(_STOPS[name](report))


def keeps(answer: str) -> bool:
    """Tell whether a person's answer lets the work pass."""
    return answer.strip().casefold().startswith(KEEP)


def is_kept(report: Mapping[str, Any], answer: str) -> bool:
    """Tell whether a person lets work land that says that it leaves its design or contract."""
    return keeps(answer) and any(details(name, report) for name in EARLY)


def _nonconformity(report: Mapping[str, Any]) -> Iterator[str]:
    for row in report.get("values", {}).get("deviations", ()):
        yield f"{row['Endpoint']} ({row['File']}) {row['Deviation']}; {row['Justification']}; {row['Recommendation']}"


def foretold(report: Mapping[str, Any]) -> bool:
    """Tell whether a report says by itself that tests fail."""
    return bool(report.get("values", {}).get("result") == "SOME FAIL")


def _findings(report: Mapping[str, Any]) -> Iterator[str]:
    values = report.get("values", {})
    if values.get("conformity") == "NO" or foretold(report):
        for row in values.get("findings", ()):
            yield f"{row['Severity']}: {row['Endpoint']} ({row['File']}) {row['Finding']}"


def _kind(kind: str) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    def of_kind(report: Mapping[str, Any]) -> Iterator[str]:
        yield from (one["text"] for one in report.get("deviations", ()) if one["kind"] == kind)

    return of_kind


_STOPS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "nonconformity": _nonconformity,
    "findings": _findings,
    "interface": _kind("interface"),
    "contract": _kind("contract"),
}
