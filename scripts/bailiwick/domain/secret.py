"""Is a text that is written down a password, token or key? Known forms tell it, and names that it is given to."""

from __future__ import annotations

import re

FORMS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{30,})"),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{20,}"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "a Google key": re.compile(r"\bAIza[\w-]{35}"),
    "a key of a model provider": re.compile(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    "a signed web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password within an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}$<]+:[^\s:/@{}$<]+@"),
}
_NAME = re.compile(
    r"(?:^|_)(?:pass(?:wor[dt]|wd|phrase)|pwd|secret|token|credential"
    r"|(?:api|secret|access|private|signing|encryption|auth)_?key)s?$",
    re.IGNORECASE,
)
_PLAIN_NAME = re.compile(r"(?<!public)(?<!public_)(?:key|token|secret|password)s?$", re.IGNORECASE)
"""Many a harmless thing ends so: what it is given has to look random as well."""
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_-]{16,}")
_NO_SECRET = re.compile(r"\s*|<.*>|.*\$?\{.*\}.*", re.DOTALL)
"""Empty, or a hole to be filled."""


def known_form(text: str) -> str:
    """Say what a text holds that has the form of a secret: `a GitHub token`; empty for nothing."""
    return next((kind for kind, form in FORMS.items() if form.search(text)), "")


def is_secret(name: str, text: str) -> bool:
    """Tell whether a text is a secret because of the name that it is given to: `api_key`, `DB_PASSWORD`."""
    if _NO_SECRET.fullmatch(text):
        return False
    return bool(_NAME.search(name)) or (bool(_PLAIN_NAME.search(name)) and bool(_RANDOM.fullmatch(text)))
