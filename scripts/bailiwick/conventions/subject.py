"""Is this commit message acceptable? Asked by the engine of a coder's proposal, and by the hook of every commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.convention import CommitPolicy

DEFAULT_PATTERN = r"^(feat|fix|refactor|test|chore|docs)\([a-z0-9_-]+\): \S.{0,70}$"
"""Subject of the `task_list` convention: 71 characters at most after the prefix."""
EXAMPLE = "feat(pricing): add percentage discounts"

_MAX_DESCRIPTION = 71


class Form(NamedTuple):
    """How the subject of a commit looks."""

    pattern: str
    """Searched in the subject, so it brings its anchors."""
    example: str = ""


DEFAULT_FORM = Form(DEFAULT_PATTERN, EXAMPLE)


def form_of(policy: CommitPolicy, own: str = "") -> Form:
    """The form that holds for an agent: its own of the map, else that of its convention, else the shipped one."""
    if own:
        return Form(own)
    return Form(policy.subject, policy.example) if policy.subject else DEFAULT_FORM


def subject_problem(subject: str, form: Form = DEFAULT_FORM) -> str | None:
    """Say what is wrong with the first line of a commit message, or None; the shipped form allows no full stop."""
    if "\n" in subject or "\r" in subject:
        return "a commit subject is one line"
    if re.search(form.pattern, subject) is None:
        hint = f", for example: {form.example}" if form.example else ""
        return f'the subject "{subject}" does not match {form.pattern}{hint}'
    if form.pattern == DEFAULT_PATTERN and subject.endswith("."):
        return f'the subject "{subject}" ends with a full stop: leave it out'
    return None


def banned_word(message: str, words: Iterable[str]) -> str | None:
    """Return the first of `words` that the message holds, as it is listed, or None.

    Whole words count, whatever their case, also with a number right behind (`sprint3`); words of a phrase may be
    parted by any white space.
    """
    return next((word for word in words if word.strip() and _word(word).search(message)), None)


def without_words(text: str, words: Iterable[str]) -> str:
    """The text without these words, whatever their case, and without the gaps that they leave."""
    for word in words:
        text = _word(word).sub("", text) if word.strip() else text
    kept = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(re.sub(r" (?=[,.;:)])", "", line).strip(" ,;:") for line in kept)


def fallback_subject(module: str, title: str, *, prefix: str = "feat") -> str:
    """Build a subject from the task's title, for a coder that proposes none that fits."""
    words = cut(" ".join(title.split()), _MAX_DESCRIPTION)
    return f"{prefix}({scope_word(module)}): {words or 'work on the task'}"


def scope_word(module: str) -> str:
    """The name of a module as the scope of a subject has it: small letters, digits, `_` and `-`."""
    return re.sub(r"[^a-z0-9_-]+", "-", module.lower()).strip("-") or "task"


def cut(words: str, room: int) -> str:
    """The first words of a text that have room, within a word where the first is too long; no full stop behind them."""
    if len(words) > room:
        words = words[: room + 1].rpartition(" ")[0] or words[:room]
    return words.rstrip(" .")


def _word(word: str) -> re.Pattern[str]:
    phrase = r"\s+".join(re.escape(part) for part in word.split())
    return re.compile(rf"(?<!\w){phrase}\d*(?!\w)", re.IGNORECASE)
