import pytest

from calculator.stats import mean, median


def test_mean():
    assert mean([1, 2, 6]) == 3


def test_mean_of_nothing():
    with pytest.raises(ValueError):
        mean([])


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([3], 3), ([3, 1, 2], 2), ([4, 1, 2, 3], 2.5)],
)
def test_median(numbers, expected):
    assert median(numbers) == expected


def test_median_keeps_the_list():
    numbers = [3, 1, 2]
    median(numbers)
    assert numbers == [3, 1, 2]
