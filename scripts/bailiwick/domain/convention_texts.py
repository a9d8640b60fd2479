"""Which texts of a convention are templates, and which of them are paths?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.convention import Convention


class Text(NamedTuple):
    """One template."""

    path: JsonPath
    """Where it stands."""
    text: str
    also: tuple[str, ...] = ()
    """Names that the engine fills in beside the parameters."""
    is_path: bool = True
    """Whether it leads to a place in the repository."""


def texts(convention: Convention) -> Iterator[Text]:
    """Yield every template; those that are left out are empty."""
    for i, one in enumerate(convention.inputs):
        yield Text(("inputs", i, "path"), one.path, ("dependency",))
    yield from _of_report(convention)
    yield Text(("log", "path"), convention.log.path)
    yield Text(("commit", "fallback"), convention.commit.fallback, is_path=False)
    for key in ("only", "deny", "read_only", "no_new"):
        for i, glob in enumerate(getattr(convention.scope, key)):
            yield Text(("scope", key, i), glob)
    for name, settings in convention.rules.items():
        yield from (Text(path, text, is_path=False) for path, text in _inside(("rules", name), settings))


def _of_report(convention: Convention) -> Iterator[Text]:
    form = convention.report
    number = () if form.by == "file" else ("number",)
    yield Text(("report", "title"), form.title, is_path=False)
    yield Text(("report", "store"), form.store, number)
    yield Text(("report", "specs"), form.specs)
    yield Text(("report", "contract"), form.contract)
    for slug, path in form.done.items():
        yield Text(("report", "done", slug), path)


def _inside(path: JsonPath, value: Any) -> Iterator[tuple[JsonPath, str]]:
    if isinstance(value, str):
        yield path, value
    held = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, one in held:
        yield from _inside((*path, key), one)
