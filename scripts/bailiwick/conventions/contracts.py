"""Has a module published an endpoint? As the plan lists it, or as a file of `shared/api/<module>/` has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.files.openapi import operations_of_contract

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Contracts:
    """What a module has published."""

    listed: Iterable[tuple[str, str]] = ()
    """Method and path of each endpoint that is listed."""
    files: tuple[str, ...] = ()
    """Texts of its contract files."""

    def have(self, method: str, path: str) -> bool:
        """Tell whether an endpoint is among them; the names of parameters in a path do not count."""
        wanted = _plain(method, path)
        return any(_plain(*one) == wanted for one in self.listed) or any(_has(text, wanted) for text in self.files)


def _has(text: str, wanted: tuple[str, str]) -> bool:
    """By the operations of OpenAPI; another file has an endpoint where it says its path."""
    if operations := operations_of_contract(text):
        return any(_plain(*one) == wanted for one in operations)
    return re.search(rf"(?<![\w/{{}}]){re.escape(wanted[1])}(?![\w/{{}}-])", _PARAMETER.sub("{}", text)) is not None


def _plain(method: str, path: str) -> tuple[str, str]:
    return method.upper(), _PARAMETER.sub("{}", path)
