"""Which models with which fields, and which operations, does a contract in OpenAPI describe?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOLE = re.compile(r"\{[^{}]*\}")


def without_names(path: str) -> str:
    """A path, or a text that holds some, with every hole written `{}`: what a parameter is called does not count."""
    return _HOLE.sub("{}", path)


def models_of_contract(text: str) -> dict[str, tuple[str, ...]]:
    """Read the schemas that list their own properties, from YAML or JSON; nothing where it is no contract."""
    schemas = _below(_read(text), "components", "schemas")
    found = {str(name): _below(schema, "properties") for name, schema in schemas.items()}
    return {name: tuple(map(str, properties)) for name, properties in found.items() if properties}


def operations_of_contract(text: str) -> tuple[tuple[str, str], ...]:
    """Method and path of each operation, from YAML or JSON; nothing where it is no contract."""
    paths = _below(_read(text), "paths")
    return tuple(
        (str(method).upper(), str(path)) for path, item in paths.items() if isinstance(item, dict) for method in item
    )


def _read(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _below(value: Any, *names: str) -> Mapping[Any, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
