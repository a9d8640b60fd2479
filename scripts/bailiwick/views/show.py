"""What `invoke show` prints: one task with its fields, attempts, evidence, log and diff."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from bailiwick.views import attempts as attempt_words
from bailiwick.views import fields, measure
from bailiwick.views.clean import block, exact, one_line
from bailiwick.views.lines import line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.event import Event
    from bailiwick.domain.evidence import CheckResult, Evidence
    from bailiwick.domain.record import AttemptRecord, ReviewRecord, TurnRecord
    from bailiwick.views.paper import Paper

OUTCOME_STYLES = {"passed": "green", "failed": "red", "could_not_run": "yellow"}
DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def report_show(
    entry: Mapping[str, Any],
    attempts: Sequence[AttemptRecord],
    paper: Paper,
    *,
    reviews: Sequence[ReviewRecord] = (),
    diff: str = "",
    log: Sequence[Event] = (),
    as_json: bool = False,
) -> None:
    """Print all that is known of a task; sections without content are left out.

    Args:
        entry: The task as it stands in the list, all fields, known or not.
        attempts: Its attempts, oldest first.
        paper: What to print on.
        reviews: Those by hand whose reports have not landed.
        diff: What its newest attempt changes, as git prints it.
        log: What happened to it in past runs, oldest first.
        as_json: Print one JSON object instead.
    """
    if as_json:
        told = [event.to_json() for event in log]
        tries, by_hand = [attempt_words.to_json(a) for a in attempts], [asdict(review) for review in reviews]
        paper.json({"task": entry, "attempts": tries, "reviews": by_hand, "diff": diff, "log": told})
        return
    paper.line(Text(f"task {one_line(str(entry.get('id', '')))}: {one_line(str(entry.get('title', '')))}", "bold"))
    paper.rows(fields.rows(entry), indent=2)
    for attempt in attempts:
        _attempt(attempt, paper)
    _by_hand(reviews, paper)
    _log(log, paper)
    _diff(diff, paper)


def _attempt(attempt: AttemptRecord, paper: Paper) -> None:
    paper.line()
    paper.line(Text(_title(attempt), "bold"))
    facts = {"reason": attempt.reason, "base": attempt.base, "kept": attempt.ref, "commit": attempt.commit}
    if attempt.evidence:
        facts["evidence"] = _evidence(attempt.evidence)
    paper.rows([(name, one_line(value)) for name, value in facts.items() if value], indent=2)
    if attempt.evidence:
        _checks(attempt.evidence.checks, paper)
    for turn in attempt.turns:
        _turn(turn, paper)
    for review in attempt.reviews:
        _review(review, paper)


def _by_hand(reviews: Sequence[ReviewRecord], paper: Paper) -> None:
    if not reviews:
        return
    paper.line()
    paper.line(Text("reviews by hand, which land with the next work", "bold"))
    for review in reviews:
        _review(review, paper)


def _review(review: ReviewRecord, paper: Paper) -> None:
    said = f"  review round {review.round}: {one_line(review.reviewer)} {one_line(review.verdict)}"
    paper.line(Text(said, "dim"))
    if review.summary:
        _indented(review.summary, paper, indent=4)
    for finding in review.findings:
        paper.line(f"    - {one_line(finding)}")


def _title(attempt: AttemptRecord) -> str:
    who = " ".join(one_line(part) for part in (attempt.agent, attempt.coder, attempt.model) if part)
    parts = [
        f"attempt {attempt.number} {attempt.state}",
        who,
        measure.count(len(attempt.turns), "turn"),
        f"{measure.tokens(attempt.tokens)} tokens",
        f"cost {measure.cost(attempt.cost_usd)}",
        measure.duration(attempt.seconds),
    ]
    return ", ".join(part for part in parts if part)


def _evidence(evidence: Evidence) -> str:
    commits = f"{measure.short(evidence.commit)} on {measure.short(evidence.base)}"
    return f"{commits}, tree {measure.short(evidence.tree)}, isolation {evidence.isolation}"


def _checks(checks: Sequence[CheckResult], paper: Paper) -> None:
    paper.rows([_check(check) for check in checks], indent=4)
    for check in checks:
        if check.outcome != "passed" and check.output_tail:
            paper.line(f"    output of {one_line(check.name)}:")
            _indented(check.output_tail, paper, indent=6)


def _check(check: CheckResult) -> tuple[str | Text, ...]:
    outcome = Text(str(check.outcome).replace("_", " "), OUTCOME_STYLES.get(check.outcome, ""))
    weak = "exit status only" if check.weak else ""
    red = f"red before: {', '.join(check.already_red)}" if check.already_red else ""
    wanted = f"red as the task says: {', '.join(check.expected_red)}" if check.expected_red else ""
    ended = [one_line(red), one_line(wanted), one_line(" ".join(check.command))]
    parts = [one_line(check.reason), _counted(check), weak, *ended]
    said = ", ".join(part for part in parts if part)
    return (one_line(check.name), outcome, measure.duration(check.duration_seconds), said)


def _counted(check: CheckResult) -> str:
    if not (counts := check.counts):
        return ""
    expected = f", {counts.xfailed} expected to fail" if counts.xfailed else ""
    return f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped{expected} of {counts.collected}"


def _turn(turn: TurnRecord, paper: Paper) -> None:
    paper.line(Text(f"  turn {turn.number}", "dim"))
    if turn.said:
        _indented(turn.said, paper, indent=4)
    for tool, given, result, is_error in turn.calls:
        paper.rows([(one_line(tool), one_line(given))], indent=4)
        if result:
            _indented(result, paper, indent=6, style="red" if is_error else "dim")


def _log(log: Sequence[Event], paper: Paper) -> None:
    told = [(event, text) for event in log if (text := line(event))]
    if not told:
        return
    paper.line()
    paper.line(Text("log", "bold"))
    start = told[0][0].at
    paper.rows([(f"{measure.clock(event.at - start):>7}", text) for event, text in told])


def _diff(diff: str, paper: Paper) -> None:
    if not diff.strip():
        return
    paper.line()
    paper.line(Text("diff", "bold"))
    for text in exact(diff).rstrip("\n").split("\n"):
        is_heading = text.startswith(("+++", "---"))
        paper.line(Text(text, "bold" if is_heading else DIFF_STYLES.get(text[:1], "")))


def _indented(text: str, paper: Paper, *, indent: int, style: str = "") -> None:
    for part in block(text).strip("\n").split("\n"):
        paper.line(Text(" " * indent + part, style))
