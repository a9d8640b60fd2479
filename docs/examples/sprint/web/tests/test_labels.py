import json
import re
from pathlib import Path

WEB = Path(__file__).parents[1]


def test_every_label_has_its_words() -> None:
    used = re.findall(r'data-label="([^"]+)"', (WEB / "counter.html").read_text())
    assert used
    assert set(used) <= set(json.loads((WEB / "labels.json").read_text()))
