from shop.report import load, main, render, save

ROWS = [("apple", 30), ("pear", 50)]


def test_render():
    assert render(ROWS) == "apple       30\npear        50"


def test_saved_rows_can_be_loaded(tmp_path):
    save(tmp_path / "rows.json", ROWS)
    assert load(tmp_path / "rows.json") == ROWS


def test_main(capsys):
    assert main(ROWS) == 0
    assert "sum 80" in capsys.readouterr().out
