from dates.leap import century


def test_last_year_of_a_century():
    assert century(1900) == 19


def test_first_year_of_a_century():
    assert century(1901) == 20
