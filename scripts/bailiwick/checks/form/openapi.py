"""Which models does a contract in OpenAPI describe, and with which fields?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


def models_of_contract(text: str) -> dict[str, tuple[str, ...]]:
    """Read the schemas that list their own properties, from YAML or JSON; nothing where it is no contract."""
    try:
        contract = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    schemas = _below(contract, "components", "schemas")
    found = {str(name): _below(schema, "properties") for name, schema in schemas.items()}
    return {name: tuple(map(str, properties)) for name, properties in found.items() if properties}


def _below(value: Any, *names: str) -> Mapping[Any, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
