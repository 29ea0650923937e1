"""The numbers that stand in reports are the ones a careful clerk would compute."""

import statistics
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.numbers import days_between, mean, median, wilson_interval

NUMBERS = st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=50)


@given(NUMBERS)
def test_median_and_mean_agree_with_the_textbook(values):
    assert median(values) == statistics.median(values)
    assert mean(values) == pytest.approx(statistics.fmean(values))


def test_no_values_have_no_median():
    assert median([]) is None
    assert mean([]) is None


def test_wilson_interval_of_known_cases():
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == 1.0
    assert wilson_interval(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="not a rate"):
        wilson_interval(3, 2)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_interval_holds_the_rate(a, b):
    successes, total = min(a, b), max(a, b, 1)
    low, high = wilson_interval(successes, total)

    assert 0 <= low <= successes / total <= high <= 1


def test_days_between_counts_parts_of_days_and_reads_a_date_as_its_first_moment():
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)

    assert days_between(noon, datetime(2026, 3, 6, 18, tzinfo=UTC)) == 1.25
    assert days_between(noon, date(2026, 3, 6)) == 0.5
    assert days_between(date(2026, 3, 6), noon) == -0.5
    assert days_between(date(2026, 3, 5), date(2026, 3, 7)) == 2
