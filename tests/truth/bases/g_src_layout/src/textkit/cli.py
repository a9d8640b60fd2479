"""The command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from textkit.words import count


def main(argv: list[str] | None = None) -> int:
    """Print the words of a file with their counts."""
    parser = argparse.ArgumentParser(prog="textkit")
    parser.add_argument("file", type=Path)
    given = parser.parse_args(argv)
    for word, number in sorted(count(given.file.read_text(encoding="utf-8")).items()):
        print(word, number)
    return 0
