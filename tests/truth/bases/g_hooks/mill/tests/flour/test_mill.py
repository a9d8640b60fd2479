from mill import sacks


def test_sacks():
    assert sacks(2500) == 2
    assert sacks(999) == 0
