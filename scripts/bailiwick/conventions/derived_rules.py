"""What a team's documents say about form: settings of rules that no map could hold, because each task has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import raw_documents
from bailiwick.domain import template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.git.tree_reader import TreeReader

Rules = dict[str, "Mapping[str, Any]"]


def rules(convention: Convention, texts: Mapping[str, str]) -> Rules:
    """The rules of a convention for one task; one that its documents leave without anything to ask is not there.

    Args:
        convention: As the agent's role has it.
        texts: How an input is read, see `Input.read_as` → its text.
    """
    derived = {kind: _DERIVED[kind](text) for kind, text in texts.items() if kind in _DERIVED}
    found: Rules = {name: {**given} for name, given in convention.rules.items() if given is not None}
    for settings in derived.values():
        for name, more in settings.items():
            if name in found and more is None:
                del found[name]
            elif name in found and more is not None:
                found[name] = {**more, **found[name]}
    return found


def texts(convention: Convention, params: Mapping[str, str], tree: TreeReader) -> dict[str, str]:
    """The documents that rules are read out of, by how they are read, as they are in a tree."""
    wanted = {one.read_as: template.fill(one.path, params) for one in convention.inputs if one.read_as}
    return {kind: text for kind, path in wanted.items() if (text := tree.text(path)) is not None}


def _of_design(text: str) -> dict[str, Mapping[str, Any] | None]:
    design = raw_documents.design(text)
    return {
        "signatures_present": {"classes": design.classes, "functions": design.signatures},
        "imports_allowed": {"allow": design.dependencies},
        "response_shape": {"code": design.code},
    }


def _of_stories(text: str) -> dict[str, Mapping[str, Any] | None]:
    messages = tuple(dict.fromkeys(m for story in raw_documents.stories(text) for m in story.messages))
    return {"messages_verbatim": {"messages": messages} if messages else None}


_DERIVED: dict[str, Callable[[str], dict[str, Mapping[str, Any] | None]]] = {
    "technical_design": _of_design,
    "user_stories": _of_stories,
}
"""`read_as` of an input → rule → settings; None where the document has nothing to ask by that rule."""
