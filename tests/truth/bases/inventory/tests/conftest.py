from pathlib import Path

import pytest

from inventory import Stock


@pytest.fixture
def stock():
    made = Stock()
    made.receive("tea", 10, 450)
    made.receive("mug", 2, 900)
    return made


@pytest.fixture
def data_file():
    return Path(__file__).with_name("data") / "goods.csv"
