"""What a coder is told who is not to see the tests: what does not hold, without a test's source, path or line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.evidence import CheckResult

_NODE = re.compile(r"[\w./-]+\.py::[\w:]+(?:\[[^\]]*\])?")
_OF_TESTS = re.compile(r"(?:^|[\s/\"'(])(?:tests?/|test_\w+\.py|\w+_test\.py|conftest\.py)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def told(result: CheckResult) -> tuple[str, str]:
    """Return the reason and the rest of what is told of a failed check."""
    if not result.counts:
        kept = [line for line in result.output_tail.splitlines() if not _OF_TESTS.search(line)]
        return spoken(result.reason), "\n".join(kept)
    if not result.failing:
        return spoken(result.reason), ""
    reason = f"{len(result.failing)} of {result.counts.collected} tests fail"
    return reason, "What does not hold:\n" + "\n".join(f"- {one}" for one in _behaviours(result.failing))


def spoken(text: str) -> str:
    """The text with what a test is about in place of its place."""
    return _NODE.sub(lambda node: f"'{behaviour(node[0])}'", text)


def behaviour(node: str) -> str:
    """What a test is about, by its name: `basket: two rules (empty)` for `a.py::TestBasket::test_two_rules[empty]`."""
    _, _, name = node.partition("::")
    name, _, case = name.partition("[")
    names = [_words(part) for part in name.split("::")]
    return ": ".join(names) + (f" ({case[:-1]})" if case else "")


def _behaviours(nodes: tuple[str, ...]) -> Iterator[str]:
    yield from dict.fromkeys(behaviour(node) for node in nodes)


def _words(name: str) -> str:
    plain = re.sub(r"^[Tt]est_?", "", name) or name
    return _HUMP.sub(" ", plain).replace("_", " ").lower()
