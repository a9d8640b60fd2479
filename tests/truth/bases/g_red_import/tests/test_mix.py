from colours import mix


def test_mix():
    assert mix((0, 0, 0), (255, 255, 255)) == (127, 127, 127)
