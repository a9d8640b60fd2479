"""Is the message of this commit acceptable: an agent's subject in its form, and nobody's with a banned word?

A person's subject is free, so what git writes by itself (merge, revert, fixup!) passes.
"""

from __future__ import annotations

import os
import sys

from bailiwick.files import paths
from bailiwick.git import quick

TYPE_CHECKING = False  # `typing` itself costs 10 ms
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NO_EDITOR = ":"
"""`GIT_EDITOR` of a hook where git starts no editor and so keeps every line, see githooks(5)."""
_KEEPING = frozenset({"whitespace", "verbatim", "scissors"})
"""Values of `commit.cleanup` with which git keeps comments also after an editor."""
_SCISSORS = "# ------------------------ >8 ------------------------"


def main(argv: Sequence[str] | None = None) -> int:
    """Judge the message in the file that git names; exit status 0, 1 (refused) or 2 (bad input)."""
    files = sys.argv[1:] if argv is None else argv
    if not quick.is_bound(os.environ) and _is_surely_free_of_banned_words(files):
        return 0
    from bailiwick.hooks.answer import answer

    return answer(lambda: refusals(files, os.environ))


def refusals(files: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the message, and how to commit again without writing it anew.

    Args:
        files: The one file that holds the message.
        environ: Says, with the worktree, whose commit it is.

    Raises:
        InputError: not one file, or the agent or the map is unknown or unusable.
    """
    from bailiwick.conventions.commit_policy import policy_of
    from bailiwick.conventions.subject import banned_word, subject_problem
    from bailiwick.hooks import identity, maps

    file, message = _read(files)
    message = _kept(message, environ)
    found: list[str] = []
    whose = identity.of_commit(environ)
    structure = maps.committed() if whose else maps.staged()
    if whose:
        agent = identity.checked(whose, structure).agent
        policy = policy_of(structure, agent)
        if (subject := _subject(message)) and (problem := subject_problem(subject, policy.form)):
            found.append(f"{file}: a commit of {agent}: {problem} {identity.way_out(whose)}")
        banned = set(structure.banned_words)
        if word := banned_word(message, (word for word in policy.banned_words if word not in banned)):
            rule = f"banned by the convention {structure.agents[agent].convention} ({identity.way_out(whose)})"
            found.append(f'{file}: the word "{word}" is {rule}')
    if word := banned_word(message, structure.banned_words):
        rule = f"banned from commit messages by {paths.STRUCTURE} (commit.banned_words)"
        found.append(f'{file}: the word "{word}" is {rule}')
    return [*found, f"to mend the message: git commit --edit --file={file}"] if found else []


def _subject(message: str) -> str:
    return next(filter(None, map(str.strip, message.splitlines())), "")


def _kept(message: str, environ: Mapping[str, str]) -> str:
    """What git makes a message of: after an editor it drops comments and, if `--verbose`, all below the scissors."""
    if environ.get("GIT_EDITOR") == _NO_EDITOR:
        return message
    mark = quick.setting("core.commentChar") or "#"
    mark = "#" if mark == "auto" else mark
    message = message.partition(f"\n{mark}{_SCISSORS[1:]}\n")[0]
    if quick.setting("commit.cleanup") in _KEEPING:
        return message
    return "\n".join(line for line in message.splitlines() if not line.startswith(mark))


def _is_surely_free_of_banned_words(files: Sequence[str]) -> bool:
    """Answer without the imports of the whole judgement; False where only that can tell."""
    structure = quick.blob(f":{paths.STRUCTURE}") or b""
    if b"banned_words" not in structure:
        return True
    import json

    try:
        words = [word.split()[0].lower() for word in json.loads(structure)["commit"]["banned_words"]]
        with open(files[0], encoding="ascii") as file:  # noqa: PTH123
            message = file.read().lower()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OSError):
        return False
    return not any(word in message for word in words)


def _read(files: Sequence[str]) -> tuple[str, str]:
    from pathlib import Path

    from bailiwick.errors import InputError

    if len(files) != 1:
        raise InputError(f"the commit message hook judges one file, not {len(files)}: run it at the stage commit-msg")
    try:
        return files[0], Path(files[0]).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"the commit message {files[0]} cannot be read: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
