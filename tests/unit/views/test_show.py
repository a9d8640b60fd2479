"""What `invoke show` prints."""

from __future__ import annotations

import json

from bailiwick.domain.event import Event
from bailiwick.domain.record import ReviewRecord
from bailiwick.views.show import report_show

from tests.support.reports import EVIDENCE, LANDED, RETURNED, printed

ENTRY = {
    "id": 2,
    "title": "Discounts\x1b[2J",
    "assigned_to": "pricing_coder",
    "status": "done",
    "blocked_by": [1, 7],
    "description": "First line.\n  Second [b]line[/b].",
    "acceptance_criteria": ["A total is rounded.", {"odd": 1}],
    "review_comments": [],
    "team_field": {"a": None},
    "estimate": 3,
    "urgent": True,
    "outputs": {"summary": "Did it.", "files": ["a.py", "b.py"], "evidence": {"checks": []}},
}
LOG = [
    Event("started", task="2", title="Discounts", module="pricing", at=100),
    Event("turn", task="2", turn=1, at=101),
    Event("landed", task="2", data={"commit": "a1b2c3d4", "subject": "feat(pricing): discounts"}, at=165),
]
DIFF = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\x1b[2K\n+\tnew\n"
FIELDS = """\
task 2: Discounts
  assigned to          pricing_coder
  status               done
  blocked by           1, 7
  description          First line.
                         Second [b]line[/b].
  acceptance criteria  - A total is rounded.
                       - {"odd": 1}
  team field           {"a": null}
  estimate             3
  urgent               true
  summary              Did it.
  files                - a.py
                       - b.py
"""
ATTEMPTS = """\
task 2: T

attempt 1 returned, pricing_coder api claude-sonnet-5-5, 1 turn, 1.2k tokens, cost $0.02, 1 min 02 s
  reason    the checks failed 3 times
  base      0123456789abcdef
  kept      refs/bailiwick/attempts/2/1
  evidence  fedcba9 on 0123456, tree 0011223, isolation landlock
    pricing:tests  passed  0.4 s  5 passed, 0 failed, 1 skipped of 6, pytest -q
    pricing:lint   failed  12 s   exit status 1, ruff check .
    output of pricing:lint:
      E1 bad
        here
  turn 1
    I add the discount.
    Then tests.
    bash  pytest -q
      1 failed
    str_replace_based_edit_tool  create modules/pricing/x.py
      done
      line 2

attempt 2 landed, scripted, 0 turns, 0 tokens, cost $0.00, 4.2 s
  commit  a1b2c3d4e5f60718
"""
LOG_AND_DIFF = """\
task 2: T

log
   0:00  task 2 started: Discounts (pricing)
   1:05  task 2 landed a1b2c3d feat(pricing): discounts

diff
diff --git a/x b/x
--- a/x
+++ b/x
@@ -1 +1 @@
-old\\x1b[2K
+   new
"""


def test_fields_keep_their_order_and_none_is_lost() -> None:
    assert printed(lambda paper: report_show(ENTRY, [], paper)) == FIELDS


def test_attempts_with_evidence_and_turns() -> None:
    assert printed(lambda paper: report_show({"id": 2, "title": "T"}, [RETURNED, LANDED], paper)) == ATTEMPTS


def test_reviews_by_hand() -> None:
    reviews = [ReviewRecord("judge", "NEEDS_CHANGES", 2, "", ("[MAJOR] a.py:1 — name it",))]
    assert printed(lambda paper: report_show({"id": 2, "title": "T"}, [], paper, reviews=reviews)) == (
        "task 2: T\n\nreviews by hand, which land with the next work\n  review round 2: judge NEEDS_CHANGES\n"
        "    - [MAJOR] a.py:1 — name it\n"
    )
    told = printed(lambda paper: report_show({"id": 2}, [], paper, reviews=reviews, as_json=True))
    (said,) = json.loads(told)["reviews"]
    assert (said["reviewer"], said["round"], said["findings"]) == ("judge", 2, ["[MAJOR] a.py:1 — name it"])


def test_log_and_diff() -> None:
    assert printed(lambda paper: report_show({"id": 2, "title": "T"}, [], paper, diff=DIFF, log=LOG)) == LOG_AND_DIFF


def test_as_json() -> None:
    text = printed(lambda paper: report_show(ENTRY, [RETURNED], paper, diff=DIFF, log=LOG, as_json=True))
    data = json.loads(text)
    assert (data["task"], data["diff"], data["log"]) == (ENTRY, DIFF, [event.to_json() for event in LOG])
    (attempt,) = data["attempts"]
    assert attempt["evidence"] == EVIDENCE.to_json()
    assert attempt["turns"][0]["calls"][0] == {
        "tool": "bash",
        "input": "pytest -q",
        "result": "1 failed",
        "is_error": True,
    }
    assert (attempt["state"], attempt["cost_usd"], attempt["reason"]) == ("returned", 0.02, "the checks failed 3 times")
