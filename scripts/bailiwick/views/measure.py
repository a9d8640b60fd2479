"""How amounts are written: time, tokens, money, numbers of things."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """Return a running time that keeps its width: `0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """Return a time for a sentence: `0.4 s`, `42 s`, `1 min 02 s`, `2 h 03 min`."""
    if seconds < 9.95:
        return f"{max(0.0, seconds):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def tokens(number: int) -> str:
    """Return a number of tokens in four characters or five: `950`, `1.2k`, `84k`, `1.3M`."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if number >= size * 0.9995:
            amount = number / size
            return f"{amount:.1f}{unit}" if amount < 9.95 else f"{amount:.0f}{unit}"
    return str(number)


def cost(usd: float | None) -> str:
    """Return US dollars; None, an unknown price, is `unknown`."""
    if usd is None:
        return "unknown"
    if 0 < usd < 0.005:
        return "<$0.01"
    return f"${usd:,.2f}"


def count(number: int, noun: str) -> str:
    """Return `1 task`, `2 tasks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def short(commit: str) -> str:
    """Return the first seven digits of a commit id."""
    return commit[:7]
