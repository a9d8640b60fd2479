from unittest.mock import Mock

from shop.notify import remind


def test_everybody_gets_one():
    mailer = Mock()
    assert remind(mailer, ["a@example.org", "b@example.org"]) == 2
    assert mailer.send.call_count == 2
