"""The report of work that a person hands in: as an agent's, where its convention keeps reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from bailiwick.coders.payloads import complaint, plain_report, report_model
from bailiwick.conventions import numbering, report
from bailiwick.errors import InputError
from bailiwick.flow.actions import replies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def read(context: Context, order: Order, params: Mapping[str, str], text: str) -> Json:
    """JSON of a report, as an agent's; of no text, that of work which claims nothing.

    Raises:
        InputError: it does not fit, with every fault; or the convention keeps a report and there is none.
    """
    convention = context.structure.convention(context.task(order.task).assigned_to)
    form = convention.report
    if not text and numbering.is_numbered(form.store):
        outline = report.outline(form, params)
        raise InputError(f"{convention.name} keeps a report of this work: hand it in with --report FILE\n\n{outline}")
    if not text:
        return plain_report(summary="") | {"by_hand": True}
    if form.by == "file":
        raise InputError(f"--report: in {convention.name} the work is the report: submit it without")
    if form.by == "finish":
        return _fields(convention, text)
    found = replies.read(context, order, convention, params, text)
    if found.faults:
        raise InputError("\n".join(["--report: it does not fit:", *(f"- {fault}" for fault in found.faults)]))
    return found.report


def _fields(convention: Convention, text: str) -> Json:
    try:
        return report_model(convention.report.fields).model_validate_json(text).model_dump(mode="json")
    except ValidationError as error:
        raise InputError(f"--report: the fields of `finish` are not as they should be:\n{complaint(error)}") from error
