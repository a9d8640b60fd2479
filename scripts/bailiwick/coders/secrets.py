"""What must never be written down: the keys that the environment holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bailiwick.coders.choose import KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

REMOVED = "[removed]"


def without_secrets(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the text with the values of the key variables taken out."""
    for secret in filter(None, map(environ.get, KEY_VARIABLES)):
        text = text.replace(secret, REMOVED)
    return text
