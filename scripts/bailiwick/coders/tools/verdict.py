"""A reviewer's word: taken only where it agrees with itself and with the tree that was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.payloads import Review
from bailiwick.coders.result import Ending, ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.coders.tools.text import split_lines
from bailiwick.conventions.review.contradiction import contradictions

if TYPE_CHECKING:
    from bailiwick.coders.payloads import FindingEntry
    from bailiwick.coders.tools.tree import Tree
    from bailiwick.domain.review import Kind


class GiveVerdict:
    """Ends a review."""

    name = "verdict"

    def __init__(self, tree: Tree, kind: Kind, against: tuple[str, ...] = ()) -> None:
        self._tree = tree
        self._kind = kind
        self._against = against
        """What forbids an approval, a sentence each."""

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = "Give your verdict on the work. Each finding names a file and a line of the tree you were shown."
        return custom(cls.name, text, Review)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`; every contradiction and every place that is not there is told at once."""
        review = validated(Review, given)
        places = [(i, finding, self._place_problem(finding)) for i, finding in enumerate(review.findings)]
        word = next((word for word in self._kind.words if word.upper() == review.verdict), review.verdict)
        wrong = contradictions(self._kind, word, [finding.severity for finding in review.findings])
        wrong += [f"{word} is forbidden: {text}" for text in self._against if word == self._kind.approved]
        wrong += [f"findings[{i}]: {problem}" for i, _, problem in places if problem]
        if wrong:
            listed = "\n".join(f"- {problem}" for problem in wrong)
            raise ToolError(f"Error: the verdict is not taken:\n{listed}\nCall `verdict` again.")
        findings = [finding.model_dump() | {"path": self._tree.relative(finding.path)} for finding in review.findings]
        data = review.model_dump(mode="json") | {"findings": findings, "verdict": word}
        return ToolResult("Verdict taken.", ending=Ending("verdict", data))

    def _place_problem(self, finding: FindingEntry) -> str:
        try:
            path = self._tree.relative(finding.path)
            lines = len(split_lines(self._tree.read(path).decode("utf-8", "replace")))
        except ToolError as error:
            return str(error).removeprefix("Error: ").removesuffix(".")
        if any(c.isspace() for c in path):
            return (
                f"{path} has white space in its name, which no report can hold: name another file, and it in the text"
            )
        if not 1 <= finding.line <= max(lines, 1):
            return f"{path} has {lines} lines, there is no line {finding.line}"
        return ""
