from textkit.cli import main


def test_prints_counts(poem, capsys):
    assert main([str(poem)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a 1"
    assert len(lines) == 8
