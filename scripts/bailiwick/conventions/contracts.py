"""Has a module published an endpoint? As the plan lists it, or as a file of `shared/api/<module>/` has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bailiwick.files.openapi import operations_of_contract, without_names

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Contracts:
    """What a module has published."""

    listed: Iterable[tuple[str, str]] = ()
    """Method and path of each endpoint that is listed."""
    files: tuple[str, ...] = ()
    """Texts of its contract files."""

    def have(self, method: str, path: str) -> bool:
        """Tell whether an endpoint is among them; the names of parameters in a path do not count."""
        operations, texts = self._read
        plain = without_names(path)
        said = re.compile(rf"(?<![\w/{{}}]){re.escape(plain)}(?![\w/{{}}-])")
        return (method.upper(), plain) in operations or any(said.search(text) for text in texts)

    @cached_property
    def _read(self) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
        """Endpoints that are listed or described in OpenAPI; texts of other files, which publish what they say."""
        described = {text: operations_of_contract(text) for text in self.files}
        named = [*self.listed, *(one for operations in described.values() for one in operations)]
        operations = frozenset((method.upper(), without_names(path)) for method, path in named)
        return operations, tuple(without_names(text) for text, found in described.items() if not found)
