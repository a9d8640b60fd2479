"""What does a commit of this agent look like? Asked by engine and hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions.subject import (
    Form,
    banned_word,
    cut,
    fallback_subject,
    form_of,
    scope_word,
    subject_problem,
    without_words,
)
from bailiwick.domain import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.structure import Structure

_ROOM = 72
"""Longest subject that a fallback makes."""


@dataclass(frozen=True)
class Policy:
    """The rules for the commits of one agent."""

    form: Form
    banned_words: tuple[str, ...]
    """Of map and convention, without those that the map allows."""
    fallback: str = ""
    """Template; empty: the shipped form."""
    names_agent: bool = True

    def problem(self, subject: str) -> str | None:
        """Say what is wrong with a subject, or None."""
        if found := subject_problem(subject, self.form):
            return found
        word = self.banned_word(subject)
        return f"the word {word!r} is banned in commit messages" if word else None

    def banned_word(self, message: str) -> str | None:
        """The first banned word that a message holds, or None."""
        return banned_word(message, self.banned_words)

    def cleaned(self, text: str) -> str:
        """A text for a message without the words that are banned in it; as it is where it holds none."""
        return without_words(text, self.banned_words) if self.banned_word(text) else text

    def subject_for(self, module: str, title: str, given: Mapping[str, str]) -> str:
        """Build a subject from the task's title, for an agent that proposes none that fits."""
        title = self.cleaned(title)
        if not self.fallback:
            return fallback_subject(module, title)
        given = {**given, "module": scope_word(module)}
        room = max(1, _ROOM - len(template.fill(self.fallback, {**given, "title": ""})))
        words = " ".join(title.split()).strip(" .") or f"Work on {module}"
        return template.fill(self.fallback, {**given, "title": cut(words, room)})


def policy_of(structure: Structure, agent: str) -> Policy:
    """The policy of an agent of the map."""
    convention = structure.convention(agent)
    policy = convention.commit
    allowed = {word.casefold() for word in structure.allowed_words}
    own = tuple(word for word in policy.banned_words if word.casefold() not in allowed)
    return Policy(
        form_of(policy, structure.agents[agent].commit_subject),
        (*structure.banned_words, *own),
        policy.fallback,
        policy.trailers,
    )
