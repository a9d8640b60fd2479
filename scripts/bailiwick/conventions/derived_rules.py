"""What a team's documents say about form: settings of rules that no map could hold, because each task has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import raw_documents
from bailiwick.domain import template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.git.tree_reader import TreeReader

Rules = dict[str, "Mapping[str, Any] | None"]
"""Rule → settings; None: a team has switched it off."""


def rules(convention: Convention, texts: Mapping[str, str]) -> Rules:
    """The rules of a convention for one task; its own settings go before what a document says.

    Args:
        convention: As the agent's role has it.
        texts: How an input is read, see `Input.read_as` → its text.
    """
    found: Rules = {**convention.rules}
    for kind, text in texts.items():
        for name, settings in _DERIVED[kind](text).items():
            own = found.get(name, None if name in _REFINED else {})
            if own is not None and settings is not None:
                found[name] = {**settings, **own}
    return found


def texts(convention: Convention, params: Mapping[str, str], tree: TreeReader) -> dict[str, str]:
    """The documents that rules are read out of, by how they are read, as they are in a tree."""
    wanted = {one.read_as: template.fill(one.path, params) for one in convention.inputs if one.read_as}
    found = {kind: tree.text(path) for kind, path in wanted.items()}
    return {kind: text for kind, text in found.items() if text is not None}


def _of_design(text: str) -> Rules:
    design = raw_documents.design(text)
    return {
        "signatures_present": {"classes": design.classes, "functions": design.signatures},
        "imports_allowed": {"allow": design.dependencies},
        "response_shape": {"code": design.code},
    }


def _of_stories(text: str) -> Rules:
    messages = tuple(dict.fromkeys(m for story in raw_documents.stories(text) for m in story.messages))
    return {"messages_verbatim": {"messages": messages}} if messages else {}


_REFINED = frozenset({"response_shape"})
"""Rules that a document only says more about; the others it brings in itself."""
_DERIVED: dict[str, Callable[[str], Rules]] = {"technical_design": _of_design, "user_stories": _of_stories}
"""`read_as` of an input → rule → settings."""
