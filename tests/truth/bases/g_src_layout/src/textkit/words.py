"""Counting words."""

from __future__ import annotations

from collections import Counter


def count(text: str) -> dict[str, int]:
    """How often each word stands in a text, without case."""
    return dict(Counter(text.lower().split()))


def longest(text: str) -> str:
    """The longest word; the first of several."""
    return max(text.split(), key=len, default="")
