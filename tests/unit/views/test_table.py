"""The live table at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bailiwick.views.board import Board, Row
from bailiwick.views.table import MARGIN, frame
from rich.cells import cell_len

ROWS = (
    Row("1", 1000, "Search by name and price", "catalog", "catalog_coder", "api", 1, "turns", 4, 24_100, 0.05),
    Row("3", 995, "商品の検索", "checkout", "checkout_coder", "scripted", 2, "checks", 12, 1_400, 0.0),
)
BOARD = Board(
    started_at=930,
    asked=9,
    rows={row.task: row for row in ROWS},
    ended={"2": "landed", "4": "landed", "5": "landed", "6": "blocked"},
    tokens=84_000,
    cost_usd=0.31,
)


def _frame(width: int, height: int = 24, board: Board = BOARD) -> list[str]:
    return [line.plain for line in frame(board, now=1007.5, width=width, height=height)]


def test_all_columns_on_a_wide_terminal() -> None:
    assert _frame(130) == [
        "",
        "task  title                     module    agent           coder     stage      turn  elapsed  tokens    cost",
        "1     Search by name and price  catalog   catalog_coder   api       turns         4     0:07     24k   $0.05",
        "3     attempt 2: 商品の検索     checkout  checkout_coder  scripted  checks       12     0:12    1.4k   $0.00",
        "━━━━━━━━━━━━━━━━━━━━━━━━  3 of 9 landed, 1 blocked, 3 waiting  1:17  $0.31  84k tokens",
    ]


def test_a_common_terminal() -> None:
    assert _frame(80) == [
        "",
        "task  title                module    stage      turn  elapsed  tokens    cost",
        "1     Search by name and…  catalog   turns         4     0:07     24k   $0.05",
        "3     attempt 2: 商品の…   checkout  checks       12     0:12    1.4k   $0.00",
        "━━━━━━━━━━━━━━━  3 of 9 landed, 1 blocked, 3 waiting  1:17  $0.31  84k tokens",
    ]


def test_a_narrow_terminal_keeps_what_matters() -> None:
    assert _frame(44) == [
        "",
        "task  title                     stage",
        "1     Search by name and price  turns",
        "3     attempt 2: 商品の検索     checks",
        "3 of 9 landed, 1 blocked, 3 waiting",
    ]


@pytest.mark.parametrize("width", [1, 2, 5, 10, 20, 33, 47, 60, 80, 100, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 10])
def test_never_wider_or_higher_than_the_terminal(width: int, height: int) -> None:
    lines = _frame(width, height)
    assert max(cell_len(line) for line in lines) <= max(1, width - MARGIN)
    assert len(lines) <= max(1, height - 1)


def test_tasks_that_do_not_fit_the_height_are_counted() -> None:
    many = replace(BOARD, rows={str(i): replace(ROWS[0], task=str(i)) for i in range(30)}, asked=40)
    lines = _frame(100, 10, many)
    assert [line.split(" ")[0] for line in lines[1:-2]] == ["task", "0", "1", "2", "3", "4"]
    assert lines[-2] == "and 25 more"
    assert "3 of 40 landed" in lines[-1]


def test_nothing_at_work_leaves_the_bar() -> None:
    assert _frame(80, board=Board(started_at=1007, asked=2, ended={"1": "landed"})) == [
        "",
        "━━━━━━━━━━━━━━━━━━━━━━━━  1 of 2 landed, 1 waiting  0:00  $0.00  0 tokens",
    ]


def test_hostile_text_stays_in_its_cell() -> None:
    hostile = "a\x1b[2J\nb\r[red]\u202e"
    row = replace(ROWS[0], task=hostile, title=hostile, module=hostile, agent=hostile, coder=hostile, stage=hostile)
    lines = _frame(150, board=Board(rows={"1": row}))
    assert lines[2].split()[:2] == ["a", "b"]
    assert all(line.isprintable() for line in lines)
