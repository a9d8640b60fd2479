from colours import parse


def test_parse():
    assert parse("#ff8000") == (255, 128, 0)
