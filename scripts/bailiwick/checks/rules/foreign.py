"""assertions_kept and tests_kept beyond Python: are there fewer assertions now, as far as a pattern can tell?"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.checks.rules.finding import ASK, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.rules.change import ChangeSet

RULE, KEPT = "assertions_kept", "tests_kept"
_SCRIPT = re.compile(
    rb"\b(?:assert(?:\.\w+)*|expect|t\.(?:is|deepEqual|truthy|throws|like|assert)|should(?:\.\w+)+)\s*\("
)
_SCRIPT_TRUE = re.compile(
    rb"\bassert(?:\.ok|\.equal|\.strictEqual)?\s*\(\s*(?:true|1|!0|!false)\s*(?:,[^()]*)?\)"
    rb"|\bexpect\s*\(\s*(?:true|1)\s*\)\.\w+\s*\([^()]*\)"
)
_COMPILED = re.compile(
    rb"\bassert\w*!?\s*\(|\b[tb]\.(?:Error|Fatal|Fail)\w*\s*\(|\b(?:EXPECT|ASSERT|REQUIRE|CHECK)_?\w*\s*\("
)
_COMPILED_TRUE = re.compile(rb"\bassert\w*!?\s*\(\s*true\s*(?:,[^()]*)?\)")
_SHELL = re.compile(
    rb"(?:^|[;&|({!]|\b(?:if|elif|while|until|then|do|else)\b)[ \t]*"
    rb"(?:(?:assert|expect|check|verify)\w*|\[\[?|test|diff|cmp|grep -q)[ \t]",
    re.MULTILINE,
)
_SHELL_TRUE = re.compile(rb"\[\[?[ \t]+(\S+)[ \t]+==?[ \t]+\1[ \t]+\]")
_LANGUAGES = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), (_SCRIPT, _SCRIPT_TRUE)),
    **dict.fromkeys(
        (".go", ".rs", ".java", ".kt", ".c", ".cc", ".cpp", ".cs", ".swift", ".php", ".scala"),
        (_COMPILED, _COMPILED_TRUE),
    ),
    **dict.fromkeys((".sh", ".bash", ".bats", ".zsh"), (_SHELL, _SHELL_TRUE)),
}
_SHELL_ENDS = re.compile(rb"^exit(?:[ \t]+0)?[ \t]*$.*", re.MULTILINE | re.DOTALL)
"""What a shell script never reaches."""
_COMMENT = re.compile(rb"^\s*(?://|\*|/\*).*$", re.MULTILINE)
_TEST = re.compile(r"(^|[._-])(test|tests|spec)([._-]|$)", re.IGNORECASE)


def fallen_numbers(changes: ChangeSet) -> Iterator[Finding]:
    """Name the test files of other languages with fewer assertions, and those that are gone with theirs."""
    gained = 0
    gone: dict[str, int] = {}
    for path, change in changes.files.items():
        if not _is_test(path) or (language := _language(path)) is None:
            continue
        was, here = (0 if text is None else _number(text, *language) for text in (change.before, change.after))
        gained += max(here - was, 0)
        if change.after is None:
            gone[path] = was
        elif here < was:
            text = f"holds {here} assertions that could fail, {was} before; put them back, or {ASK}"
            yield Finding(path, 0, RULE, text)
    for path, number in gone.items() if sum(gone.values()) > gained else ():
        if number:
            text = f"is gone with {number} assertions, which no other test file has taken over; put it back, or {ASK}"
            yield Finding(path, 0, KEPT, text)


def _number(source: bytes, asserts: re.Pattern[bytes], constant: re.Pattern[bytes]) -> int:
    plain = _SHELL_ENDS.sub(b"", source) if asserts is _SHELL else _COMMENT.sub(b"", source)
    return len(asserts.findall(plain)) - len(constant.findall(plain))


def _language(path: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]] | None:
    return _LANGUAGES.get(PurePosixPath(path).suffix.lower())


def _is_test(path: str) -> bool:
    place = PurePosixPath(path)
    return bool(_TEST.search(place.stem)) or not {"test", "tests", "__tests__", "spec"}.isdisjoint(place.parent.parts)
