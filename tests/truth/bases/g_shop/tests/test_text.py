from shop.text import initials, shorten, slug


def test_slug():
    assert slug("Red Apples") == "red-apples"
    assert slug("one") == "one"
    assert slug("  a  b ") == "a-b"


def test_shorten_long():
    assert shorten("abcdefghij", 8) == "abcde..."


def test_shorten_short():
    assert shorten("abc", 8) == "abc"


def test_initials():
    assert initials("Ada Lovelace") == "AL"
