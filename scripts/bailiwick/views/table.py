"""How a board is drawn: a table of the tasks at work, as many columns as fit, and a bar over the whole run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bailiwick.views.board import Board, Row

GAP = 2
MARGIN = 3
"""Columns left free at the right: room for the `^C` that a terminal echoes, so that it cannot start a new line."""
TITLE_WIDTH = 16
"""Columns are left out until the title has this much room."""
WIDEST_TITLE = 48
WIDEST_NAME = 20
NARROWEST_BAR = 10
WIDEST_BAR = 24
SPARE_ROWS = 5
"""Lines of the screen that are not for tasks: two empty ones, the heading, `and N more`, the bar."""
STAGE_STYLES = {"held": "yellow", "landing": "green"}


@dataclass(frozen=True)
class Column:
    """One column of the table."""

    name: str
    text: Callable[[Row, float], str]
    """A row and the present time in seconds since the epoch → the cell."""
    least: int
    """Width at which it stays still while its content changes."""
    right: bool = False


COLUMNS = (
    Column("task", lambda row, _: one_line(row.task), 4),
    Column("title", lambda row, _: _title(row), TITLE_WIDTH),
    Column("module", lambda row, _: _name(row.module), 6),
    Column("agent", lambda row, _: _name(row.agent), 5),
    Column("coder", lambda row, _: _name(row.coder), 5),
    Column("stage", lambda row, _: _name(row.stage), 9),
    Column("turn", lambda row, _: str(row.turn or ""), 4, right=True),
    Column("elapsed", lambda row, now: measure.clock(now - row.started_at), 7, right=True),
    Column("tokens", lambda row, _: measure.tokens(row.tokens), 6, right=True),
    Column("cost", lambda row, _: measure.cost(row.cost_usd), 6, right=True),
)
DROPPED_FIRST = ("agent", "coder", "tokens", "cost", "turn", "module", "elapsed", "title", "stage")
"""Columns in the order in which a narrow terminal loses them."""


def frame(board: Board, *, now: float, width: int, height: int) -> list[Text]:
    """Return the lines to show, none wider than `width` less a margin and no more of them than `height`.

    Args:
        board: The run so far.
        now: Seconds since the epoch.
        width: Columns of the terminal.
        height: Lines of the terminal.
    """
    room = max(1, width - MARGIN)
    rows = list(board.rows.values())
    shown = rows[: max(1, height - SPARE_ROWS)]
    lines = _table(shown, now, room) if shown else []
    if len(rows) > len(shown):
        lines.append(Text(f"and {len(rows) - len(shown)} more", "dim"))
    lines.append(progress(board, now=now, room=room))
    for line in lines:
        line.truncate(room)
    return [Text(), *lines][-max(1, height - 1) :]


def progress(board: Board, *, now: float, room: int) -> Text:
    """Return one line over the whole run; its less important parts are left out where room is short."""
    landed = board.number("landed")
    counts = [f"{landed} of {board.total} landed"]
    counts += [f"{number} {end}" for end in ("returned", "blocked") if (number := board.number(end))]
    if board.waiting:
        counts.append(f"{board.waiting} waiting")
    amounts = [measure.clock(now - board.started_at), _cost(board)]
    parts = [", ".join(counts), *amounts, f"{measure.tokens(board.tokens)} tokens"]
    while len(parts) > 1 and NARROWEST_BAR + GAP + cell_len("  ".join(parts)) > room:
        parts.pop()
    said = "  ".join(parts)
    spare = room - cell_len(said) - GAP
    if spare < NARROWEST_BAR:
        return Text(said)
    return _bar(landed, board.total, min(WIDEST_BAR, spare)).append(" " * GAP + said)


def _cost(board: Board) -> str:
    return "cost unknown" if board.cost_usd is None else measure.cost(board.cost_usd)


def _bar(done: int, total: int, width: int) -> Text:
    filled = width * done // total if total else 0
    return Text().append("━" * filled, "green").append("━" * (width - filled), "bright_black")


def _table(rows: Sequence[Row], now: float, room: int) -> list[Text]:
    cells = {c.name: [c.text(row, now) for row in rows] for c in COLUMNS}
    widths = {c.name: max(c.least, len(c.name), *(cell_len(text) for text in cells[c.name])) for c in COLUMNS}
    columns = _fitting(widths, room)
    taken = sum(widths[c.name] + GAP for c in columns if c.name != "title") - GAP
    widths["title"] = min(widths["title"], WIDEST_TITLE, room - taken - GAP)
    head = Text((" " * GAP).join(_padded(c.name, c, widths) for c in columns).rstrip(), "dim")
    return [head, *(_line(row, i, cells, columns, widths) for i, row in enumerate(rows))]


def _fitting(widths: dict[str, int], room: int) -> list[Column]:
    columns = list(COLUMNS)
    for name in DROPPED_FIRST:
        needed = sum((TITLE_WIDTH if c.name == "title" else widths[c.name]) + GAP for c in columns) - GAP
        if needed <= room:
            break
        columns = [c for c in columns if c.name != name]
    return columns


def _line(row: Row, i: int, cells: dict[str, list[str]], columns: list[Column], widths: dict[str, int]) -> Text:
    line = Text()
    for at, column in enumerate(columns):
        style = STAGE_STYLES.get(row.stage, "") if column.name == "stage" else ""
        line.append(" " * GAP if at else "").append(_padded(cells[column.name][i], column, widths), style)
    line.rstrip()
    return line


def _padded(text: str, column: Column, widths: dict[str, int]) -> str:
    width = widths[column.name]
    if column.right:
        return " " * (width - cell_len(text)) + text
    return cut(text, width) + " " * (width - cell_len(cut(text, width)))


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` columns, the lost end marked with an ellipsis."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def _title(row: Row) -> str:
    again = f"attempt {row.attempt}: " if row.attempt > 1 else ""
    return again + one_line(row.title)


def _name(text: str) -> str:
    return cut(one_line(text), WIDEST_NAME)
