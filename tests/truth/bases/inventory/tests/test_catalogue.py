import pytest

from inventory.catalogue import load


def test_load(data_file):
    stock = load(data_file)
    assert sorted(stock.items) == ["mug", "tea"]
    assert stock.value_cents() == 6300


def test_load_names_the_line(tmp_path):
    file = tmp_path / "goods.csv"
    file.write_text("tea,10,450\nmug,two,900\n")
    with pytest.raises(ValueError, match="line 2"):
        load(file)


@pytest.mark.slow
def test_load_many(tmp_path):
    file = tmp_path / "goods.csv"
    file.write_text("".join(f"sku{n},{n},1\n" for n in range(1, 501)))
    assert load(file).value_cents() == sum(range(1, 501))
