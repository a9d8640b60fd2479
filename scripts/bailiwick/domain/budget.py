"""How much may still be spent: a call's worst case is reserved before it, its true cost is booked after it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Budget:
    """Spending of one run and of each of its attempts, in USD. Safe to use from several threads."""

    limit_usd: float = 0.0
    """For the whole run; 0 means no limit."""
    _spent: dict[str, float] = field(default_factory=dict)
    _reserved: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, attempt: str, worst_case_usd: float, *, spent_usd: float, attempt_limit_usd: float) -> str:
        """Set money aside for the turn that comes next, in place of what was set aside for it before.

        Args:
            attempt: Whose turn it is.
            worst_case_usd: The most that the turn can cost, tries that have failed already included.
            spent_usd: On the attempt's earlier turns, also by runs before this one.
            attempt_limit_usd: For the whole attempt; 0: no limit.

        Returns:
            Why that is not possible, or "" when it is done.
        """
        with self._lock:
            next_turn = f"next turn up to {worst_case_usd:.2f}"
            if attempt_limit_usd and spent_usd + worst_case_usd > attempt_limit_usd:
                return f"its cost limit of {attempt_limit_usd:.2f} USD ({spent_usd:.2f} spent, {next_turn})"
            others = sum(usd for name, usd in self._reserved.items() if name != attempt)
            total = sum(self._spent.values()) + others
            if self.limit_usd and total + worst_case_usd > self.limit_usd:
                return f"the run's budget of {self.limit_usd:.2f} USD ({total:.2f} spent or reserved, {next_turn})"
            self._reserved[attempt] = worst_case_usd
            return ""

    def book(self, attempt: str, cost_usd: float) -> None:
        """Release the reservation of an attempt and add what the turn really cost."""
        with self._lock:
            self._reserved.pop(attempt, None)
            self._spent[attempt] = self._spent.get(attempt, 0.0) + cost_usd

    @property
    def spent_usd(self) -> float:
        """All that was booked."""
        with self._lock:
            return sum(self._spent.values())

    @property
    def exhausted(self) -> bool:
        """Whether nothing more can be started."""
        return bool(self.limit_usd) and self.spent_usd >= self.limit_usd
