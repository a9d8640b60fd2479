from pathlib import Path

from textkit.count import frequencies, report

TEXT = "The cat saw the dog. The dog, it seems, saw nothing!"


def test_frequencies():
    counted = frequencies(TEXT)
    assert counted["the"] == 3
    assert counted["dog"] == 2
    assert "dog," not in counted


def test_report():
    assert report(TEXT) == Path(__file__).with_name("report.txt").read_text()


def test_report_is_in_order():
    assert report("b a b a c", top=2).split() == ["a", "2", "b", "2"]
