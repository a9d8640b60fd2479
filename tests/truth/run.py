"""`python -m tests.truth.run`: the truth suite, see README.md beside this file."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError

from tests.truth.suite import CASES, possible, read_cases, try_all
from tests.truth.tally import table, violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.truth.case_file import Case
    from tests.truth.trial import Tried


def main(argv: Sequence[str] | None = None) -> int:
    """Try the cases; 0 without violations, 1 with some, 2 where something cannot be read."""
    options = _parser().parse_args(argv)
    try:
        cases = read_cases(Path(name) for name in (CASES, *options.cases))
    except BailiwickError as error:
        print(f"truth-suite: {error}", file=sys.stderr)
        return error.exit_status
    wanted = [case for case in cases if options.only in f"{case.name}.toml"]
    wanted = sorted(wanted, key=lambda case: case.name)[:: max(options.every, 1)]
    if not wanted:
        print(f"truth-suite: no case has {options.only!r} in its name", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        tried = _try(possible(wanted), options)
    except BailiwickError as error:
        print(f"truth-suite: {error}", file=sys.stderr)
        return error.exit_status
    found = violations(tried)
    if options.json:
        print(json.dumps({"tried": [asdict(t) for t in tried], "violations": found}, indent=2))
    else:
        _print(tried, len(wanted) - len(tried), time.monotonic() - started)
        print(f"truth-suite: {len(tried)} tried, {found} violations")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="truth-suite")
    parser.add_argument("--cases", action="append", default=[], metavar="DIR", help="also try the cases in DIR")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases with TEXT in their CLASS/NAME.toml")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th case, over all classes")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser


def _try(cases: Sequence[Case], options: argparse.Namespace) -> list[Tried]:
    tried = []
    for one in try_all(cases, options.processes):
        tried.append(one)
        if sys.stderr.isatty():
            print(f"\r{len(tried)} of {len(cases)}", end="\r", file=sys.stderr, flush=True)
    return sorted(tried, key=lambda t: (t.expected != "refused", t.case))


def _print(tried: Sequence[Tried], left_out: int, seconds: float) -> None:
    print("\n".join(table(tried)))
    for one in tried:
        if not one.right:
            print(f"\n{one.case}: {one.title}\n  should be {one.expected}, is {one.found}: {one.told}")
    if left_out:
        print(f"\n{left_out} left out: a program that their base needs is missing")
    print(f"\n{seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
