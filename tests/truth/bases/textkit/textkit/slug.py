"""Names for addresses."""

import re
import unicodedata


def slugify(text: str, *, limit: int = 40) -> str:
    """Return lower-case letters and digits with single hyphens between them, at most `limit` characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:limit].rstrip("-")
