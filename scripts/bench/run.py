"""Runs the benchmarks: `python scripts/bench/run.py [NAME]`. Each prints a table and writes results/NAME.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import conventions
import evidence
import form
import gate
import hooks
import imports
import machinery
import reviews
import sandboxes
import start

BENCHMARKS = {
    "start": start.measure,
    "hooks": hooks.measure,
    "machinery": machinery.measure,
    "sandboxes": sandboxes.measure,
    "gate": gate.measure,
    "evidence": evidence.measure,
    "imports": imports.measure,
    "form": form.measure,
    "reviews": reviews.measure,
    "conventions": conventions.measure,
}
RESULTS = Path(__file__).with_name("results")


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(BENCHMARKS)})", file=sys.stderr)
        return 2
    RESULTS.mkdir(exist_ok=True)
    for name in arguments or BENCHMARKS:
        result = BENCHMARKS[name]()
        print(f"\n{result['title']}")
        for row in result["rows"]:
            print("  ".join(f"{cell!s:<{width}}" for cell, width in zip(row, result["widths"], strict=True)).rstrip())
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
