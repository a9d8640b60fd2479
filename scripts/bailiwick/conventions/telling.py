"""What an agent is told of the way in which its team takes work back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.report import outline
from bailiwick.conventions.subject import form_of
from bailiwick.domain import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.convention import Convention


def how_to_report(convention: Convention, params: Mapping[str, str], *, own_subject: str = "") -> str:
    """Say how to finish; the text is the same for every task of an agent with the same parameters.

    Args:
        convention: As the agent's role has it.
        params: What fills the templates.
        own_subject: The form of a commit subject that the map gives the agent.
    """
    report = convention.report
    match report.by:
        case "text":
            outlined = outline(report, params)
            return (
                f"When everything is done reply with this report and nothing else, without a tool call:\n\n{outlined}\n"
            )
        case "file":
            path = template.fill(report.store, params)
            return f"When you have read what you need reply with the file {path} and nothing else, without a tool call."
        case _:
            form = form_of(convention.commit, own_subject)
            example = f", such as `{form.example}`" if form.example else ""
            said = f"commit_subject matches `{form.pattern}`{example}."
            return f"When everything is done call finish with your report. {said}"
