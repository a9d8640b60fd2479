"""The form of one bullet of a report, written once for reading and writing.

As in `{how:created|deleted} {path}[ — {note:.+}]`: `{name}` is a word without a space, `{name:expression}` a match of
the expression, `[...]` may be missing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = r"\S+"
_TOKEN = re.compile(r"\{([a-z_]+)(?::([^{}]*))?\}|(\[)|(\])|([^{}\[\]]+)")


@lru_cache(maxsize=256)
def compiled(form: str) -> re.Pattern[str]:
    """Return the expression that the whole text of a bullet matches; re.error or ValueError where the form is none."""
    return re.compile("".join(_expression(token) for token in _tokens(form)))


def write(form: str, values: Mapping[str, str]) -> str:
    """Fill the form; an optional part of which a value is empty or missing is left out."""
    out = [""]
    whole = [True]
    for token in _tokens(form):
        name, _, opens, closes, plain = token.groups()
        if opens:
            out.append("")
            whole.append(True)
        elif closes:
            part, is_whole = out.pop(), whole.pop()
            out[-1] += part if is_whole else ""
        elif name:
            whole[-1] = whole[-1] and bool(values.get(name))
            out[-1] += values.get(name, "")
        else:
            out[-1] += plain
    return out[0]


def _tokens(form: str) -> Iterator[re.Match[str]]:
    at = depth = 0
    while at < len(form):
        token = _TOKEN.match(form, at)
        if token is None:
            raise ValueError(f"cannot be read from {form[at:]!r} on")
        depth += (token[3] is not None) - (token[4] is not None)
        if depth < 0:
            raise ValueError("closes a bracket that is not open")
        yield token
        at = token.end()
    if depth:
        raise ValueError("leaves a bracket open")


def _expression(token: re.Match[str]) -> str:
    name, expression, opens, closes, plain = token.groups()
    if opens:
        return "(?:"
    if closes:
        return ")?"
    return f"(?P<{name}>{expression or _WORD})" if name else re.escape(plain)
