"""Lists of sales, as text and as files."""

import json
import sys


def render(rows):
    """A table of name and cents."""
    return "\n".join(f"{name:<8}{cents:>6}" for name, cents in rows)


def save(path, rows):
    """Write rows as JSON."""
    path.write_text(json.dumps(rows), encoding="utf-8")


def load(path):
    """Read rows from JSON."""
    return [tuple(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def main(rows, out=None):
    """Print a table and its sum."""
    out = out or sys.stdout
    print(render(rows), file=out)
    print(f"sum {sum(cents for _, cents in rows)}", file=out)
    return 0
