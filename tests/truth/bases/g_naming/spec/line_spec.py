import pytest
from line import Line


class DescribeLine:
    def it_serves_the_first(self):
        line = Line()
        line.join("ada")
        line.join("bob")
        assert line.serve() == "ada"

    def it_cannot_serve_nobody(self):
        with pytest.raises(IndexError):
            Line().serve()


def they_wait_in_order():
    line = Line()
    for name in "abc":
        line.join(name)
    assert line.people == ["a", "b", "c"]
