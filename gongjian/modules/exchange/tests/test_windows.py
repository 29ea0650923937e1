"""Hours of the week as offices write them."""

import datetime as dt

import pytest

from gongjian.modules.exchange.capacity import period_of
from gongjian.modules.exchange.windows import BadWindow, read_windows, write_windows

NINE, NOON = dt.time(9), dt.time(12)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周六 9:00-12:00", [5]), ("星期天 09:00—12:00", [6]), ("周一至周五 9:00-12:00", [0, 1, 2, 3, 4]),
        ("周二、周四 9：00至12：00", [1, 3]), ("工作日 9:00-12:00", [0, 1, 2, 3, 4]), ("周末 9:00-12:00", [5, 6]),
        ("每天 9:00~12:00", list(range(7))), ("周三 9:00-12:00；周一 9:00-12:00", [0, 2]), ("", []),
    ],
)  # fmt: skip
def test_hours_are_read_and_written_back_the_same(text: str, days: list[int]) -> None:
    found = read_windows(text)
    assert found == [(day, NINE, NOON) for day in days]
    assert read_windows(write_windows(found)) == found


@pytest.mark.parametrize("text", ["周六", "上午", "周六 25:00-26:00", "周八 9:00-12:00", "9:00-12:00"])
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(BadWindow) as caught:
        read_windows(f"周日 9:00-12:00；{text}")
    assert caught.value.part == text


def test_an_end_before_the_beginning_is_told_apart() -> None:
    with pytest.raises(BadWindow) as caught:
        read_windows("周六 12:00-9:00")
    assert caught.value.reversed


def test_a_period_is_the_week_from_monday_the_month_or_the_year() -> None:
    day = dt.date(2026, 2, 28)
    assert period_of("week", day) == (dt.date(2026, 2, 23), dt.date(2026, 3, 1))
    assert period_of("month", day) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert period_of("month", dt.date(2026, 12, 31))[1] == dt.date(2026, 12, 31)
    assert period_of("year", day) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def test_days_with_the_same_hours_are_written_together() -> None:
    assert (
        write_windows(read_windows("周一 9:00-11:30；周二 9:00-11:30；周三 9:00-11:30"))
        == "周一至周三 09:00-11:30"
    )
    assert write_windows(read_windows("每天 9:00-21:00")) == "每天 09:00-21:00"
    assert (
        write_windows(read_windows("周六、周三 14:00-17:00；周三 9:00-11:00"))
        == "周三 09:00-11:00；周三、周六 14:00-17:00"
    )
