"""Matches lines in a process of its own, because `re` cannot be interrupted: `(a+)+$` may take longer than a life.

Started as a program with the path of a file: its first line is the pattern, its flags, how many characters of a line
are looked at, and how many matches are enough; each further line holds the lines of one text. For a match it prints
the number of the text and of the line, both from 0, and the line. All of it is JSON.
"""

from __future__ import annotations

import json
import re
import sys


def main(path: str) -> None:
    """Print the matches."""
    with open(path, encoding="ascii") as file:  # noqa: PTH123 - pathlib takes longer to import than most searches
        pattern, flags, width, left = json.loads(file.readline())
        search = re.compile(pattern, flags).search
        for number, text in enumerate(file):
            for place, line in enumerate(json.loads(text)):
                if search(line[:width]):
                    print(json.dumps([number, place, line[:width]]))  # noqa: T201 - its answer
                    left -= 1
                    if not left:
                        return


if __name__ == "__main__":
    main(sys.argv[1])
