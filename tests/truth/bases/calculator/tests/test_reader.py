import pytest

from calculator.reader import SyntaxProblem, evaluate


def test_a_number_alone():
    assert evaluate("7") == 7


def test_from_left_to_right():
    assert evaluate("2 + 3 * 4") == 20


def test_division_by_zero_is_told():
    with pytest.raises(ValueError) as caught:
        evaluate("1 / 0")
    assert "zero" in str(caught.value)


@pytest.mark.parametrize("text", ["", "1 +", "1 2 3", "x + 1", "1 ? 2"])
def test_what_cannot_be_read(text):
    with pytest.raises(SyntaxProblem):
        evaluate(text)
