"""Was a shell command kept from something by the sandbox, and what should the coder know about it?

Systems and programs word a refusal in their own ways. It is looked for line by line, with the path where one is told; a
path that the coder may write is never explained, because then it was not the sandbox.
"""

from __future__ import annotations

import os
import posixpath
import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.coders.tools.base import ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.coders.tools.boundary import Boundary

MAX_LINES = 3
_REFUSED = re.compile(r"(Read-only file system)|Permission denied|Operation not permitted", re.IGNORECASE)
_NETWORK = re.compile(
    r"Network is unreachable|Could(?: not|n't) resolve host|Temporary failure in name resolution|EAI_AGAIN|ENETUNREACH"
    r"|Name or service not known|nodename nor servname|dial tcp: lookup",
    re.IGNORECASE,
)
_NO_SOCKET = re.compile(r"socket\.py\", line .*\n(?:.*\n){1,2}PermissionError: \[Errno \d+\] ")
_TOO_LARGE = re.compile(r"File too large|File size limit exceeded|EFBIG", re.IGNORECASE)
_KILLED_FOR_SIZE = {-signal.SIGXFSZ, 128 + signal.SIGXFSZ}
_QUOTED = re.compile(r"(?<!\w)(?:'([^'\n]+)'|\"([^\"\n]+)\"|\u2018([^\u2019\n]+)\u2019|`([^`'\n]+)['`])")
_BARE = re.compile(r"(?:^|[\s:])([^\s:'\"]+)(?::\s*|\s+)(?:\[Errno \d+\] )?$")
_NAMED_AFTER = re.compile(r" @ \w+ - (\S+)")
"""As Ruby does."""
_EXCEPTION = re.compile(r"\w*(?:Error|Exception)")
_CHANGED_TO = re.compile(r"(?:^|[;&|(\n]|\bdo|\bthen)\s*cd\s+([^\s;&|)]+)")


class Explanation(NamedTuple):
    """What to add to the output of a command."""

    text: str = ""
    """One line a denial, for the model."""
    denied: str = ""
    """Path, rule and owner of the first one, for people; empty where no write outside the scope was tried."""


@dataclass(frozen=True)
class Denials:
    """What the sandbox keeps one coder from."""

    boundary: Boundary
    workspace: Path
    network: bool
    """Whether its commands have the network."""
    file_mb: int = 0
    """Largest file that they may write; 0: any."""

    def explain(self, output: str, *, command: str, exceeded: str = "", status: int = 0) -> Explanation:
        """Explain the output of a command.

        Args:
            output: standard output and error together.
            command: the shell text, read for the directories that it changes to.
            exceeded: the limit that ended it, as a clause; empty: none did.
            status: how it ended, negative for a signal; some programs are killed without a word.
        """
        found = list(dict.fromkeys(self._circumstances(output, exceeded, status)))
        denied = []
        seen: set[str] = set()
        for path in self._refused(output, command):
            if len(found) == MAX_LINES:
                break
            if path not in seen:
                seen.add(path)
                told = self._told(path)
                found.append(told.text)
                denied.append(told.denied)
        return Explanation("\n".join(f"[sandbox: {text}]" for text in found), next(filter(None, denied), ""))

    def _circumstances(self, output: str, exceeded: str, status: int) -> Iterator[str]:
        if exceeded:
            yield f"the command was ended because it used {exceeded}, see `limits` of the module in the map"
        if self.file_mb and (status in _KILLED_FOR_SIZE or _TOO_LARGE.search(output)):
            yield f"a file may not be larger than {self.file_mb} MB, see `limits` of the module in the map"
        if not self.network and (_NETWORK.search(output) or _NO_SOCKET.search(output)):
            yield f"there is no network; the map says `network: none` for {self.boundary.scope.module}"

    def _refused(self, output: str, command: str) -> Iterator[str]:
        """The paths that were refused and may not be written, relative to the workspace where they lie in it."""
        starts = self._starts(command)
        for line in output.splitlines():
            if refusal := _REFUSED.search(line):
                places = [self._place(word, starts, read_only=bool(refusal[1])) for word in _words(line, refusal)]
                yield from [place for place in places if place][:1]

    def _starts(self, command: str) -> tuple[Path, ...]:
        """Where the command may have been when it used a relative path, likeliest first."""
        here, starts = self.workspace, [self.workspace]
        for word in _CHANGED_TO.findall(command):
            here = Path(posixpath.normpath(here / word.strip("'\"")))
            starts.insert(0, here)
        return (*starts, *(self.workspace / root for root in self.boundary.scope.roots))

    def _place(self, word: str, starts: tuple[Path, ...], *, read_only: bool) -> str:
        """The refused path, or "" where it is none or one that the coder may write."""
        places = [Path(posixpath.normpath(start / word)) for start in starts]
        if read_only:  # nothing that may be written is, so the likeliest place outside the scope was meant
            places = [place for place in places if not self._may_write(place)]
        there = [p for p in places if os.path.lexists(p)] or [p for p in places if p.parent.is_dir()]
        if not there or self._may_write(there[0]):
            return ""
        return self._relative(there[0])

    def _may_write(self, place: Path) -> bool:
        scratch = self.workspace.with_name(f"{self.workspace.name}.scratch")
        path = self._relative(place)
        return place.is_relative_to(scratch) or self.boundary.scope.lets_write(path)

    def _relative(self, place: Path) -> str:
        inside = place.is_relative_to(self.workspace)
        return place.relative_to(self.workspace).as_posix() if inside else str(place)

    def _told(self, path: str) -> Explanation:
        if path.startswith("/"):
            return Explanation(
                f"{path} is outside the workspace; commands write in {', '.join(self.boundary.scope.write)}, "
                "and in $HOME and $TMPDIR, which are thrown away"
            )
        if ".git" in path.split("/"):
            return Explanation("git is read-only here; what lies in your scope is committed for you when you finish")
        try:
            self.boundary.check(path, new=not os.path.lexists(self.workspace / path))
        except ToolError as error:
            return Explanation(str(error).removeprefix("Error: ").replace("\n", " "), error.denied)
        return Explanation(f"{path} cannot be written")


def _words(line: str, refusal: re.Match[str]) -> Iterator[str]:
    """What may be a path in a line: first what stands in quotes, else the word before or after the message."""
    quoted = [next(filter(None, found)) for found in _QUOTED.findall(line)]
    bare = _NAMED_AFTER.match(line, refusal.end()) or _BARE.search(line[: refusal.start()])
    yield from quoted or ([bare[1]] if bare and not _EXCEPTION.fullmatch(bare[1]) else [])
