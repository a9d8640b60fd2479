"""Modules of a package are imported by their names; of those not changed, only what the change has broken counts."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.own import IMPORTS

if TYPE_CHECKING:
    from pathlib import Path

SHOP = {
    "src/shop/__init__.py": "",
    "src/shop/models.py": "class Rule: ...\n",
    "src/shop/services.py": "from shop.models import Rule\nRULES = [Rule]\n",
    "src/shop/api/__init__.py": "from .. import services\n\nRULES = services.RULES\n",
    "src/shop/old.py": "import nowhere\n",
    "src/shop/__main__.py": "raise SystemExit(3)\n",
    "scripts/once.py": "raise RuntimeError\n",
}


def imported(tmp_path: Path, changed: dict[str, str | None]) -> tuple[int, str]:
    """Exit status and output where these files of the shop were changed; None: taken away."""
    for path, text in {**SHOP, **changed}.items():
        if text is not None:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
    others = [path for path in SHOP if path not in changed]
    command = [sys.executable, "-I", "-B", str(IMPORTS), *changed, "--", *others]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


PARTLY = (
    "cannot be imported: ImportError: cannot import name '{}' from partially initialized module '{}' "
    "(most likely due to a circular import) ({})\n"
)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"src/shop/models.py": "print('hello')\n\n\nclass Rule: ...\n"}, ""),
        (
            {"src/shop/models.py": "class Rules: ...\n"},
            (
                "src/shop/services.py:1: cannot be imported: ImportError: cannot import name 'Rule' from 'shop.models' "
                "(src/shop/models.py)\n"
            ),
        ),
        (
            {"src/shop/models.py": None},
            "src/shop/services.py:1: cannot be imported: ModuleNotFoundError: No module named 'shop.models'\n",
        ),
        (
            {"src/shop/services.py": "A = 1\n"},
            (
                "src/shop/api/__init__.py:3: cannot be imported: AttributeError: "
                "module 'shop.services' has no attribute 'RULES'\n"
            ),
        ),
        (
            {"src/shop/models.py": "from shop.services import RULES\n\n\nclass Rule: ...\n"},
            "src/shop/services.py:1: "
            + PARTLY.format("Rule", "shop.models", "src/shop/models.py")
            + "src/shop/models.py:1: "
            + PARTLY.format("RULES", "shop.services", "src/shop/services.py"),
        ),
        (
            {"src/shop/new.py": "def f(:\n"},
            "src/shop/new.py:1: cannot be imported: SyntaxError: invalid syntax (new.py, line 1)\n",
        ),
        (
            {"src/shop/old.py": "import nowhere  # still\n"},
            "src/shop/old.py:1: cannot be imported: ModuleNotFoundError: No module named 'nowhere'\n",
        ),
        ({"src/shop/new.py": "\nraise SystemExit(0)\n"}, "src/shop/new.py:2: cannot be imported: SystemExit: 0\n"),
        ({"scripts/once.py": "raise ValueError\n", "src/shop/__main__.py": "raise SystemExit(4)\n"}, ""),
    ],
    ids=["fine", "renamed", "taken away", "attribute", "circle", "syntax", "changed", "exit", "in no package"],
)
def test_changed_and_other_modules(tmp_path: Path, changed: dict[str, str | None], told: str) -> None:
    assert imported(tmp_path, changed) == (1 if told else 0, told)
