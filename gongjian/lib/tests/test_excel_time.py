"""Whatever people type into a time column is read rightly or named, never guessed."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gongjian.lib.excel_time import read_time
from gongjian.lib.numbers import days_between, mean, median
from gongjian.lib.problem import Problem
from gongjian.lib.worktime import SHANGHAI


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2019/2/28 11:25:05", local(2019, 2, 28, 11, 25, 5)),
        ("2019-01-05 9:03:00", local(2019, 1, 5, 9, 3)),
        ("2019-01-05T09:03", local(2019, 1, 5, 9, 3)),
        ("  2019.1.5 09:03  ", local(2019, 1, 5, 9, 3)),
        ("2019年1月5日 9时3分", local(2019, 1, 5, 9, 3)),
        ("2019年1月5日9点", local(2019, 1, 5, 9)),
        ("2019年1月5日 下午3:20", local(2019, 1, 5, 15, 20)),
        ("2019-1-5 凌晨12:10", local(2019, 1, 5, 0, 10)),
        ("2019-1-5 晚上20:10", local(2019, 1, 5, 20, 10)),
        ("2019-1-5 中午12:10", local(2019, 1, 5, 12, 10)),
        ("２０１９／１／５　９：０３", local(2019, 1, 5, 9, 3)),
        ("2019-01-05 01:03:00Z", local(2019, 1, 5, 9, 3)),
        ("2019-01-05T01:03:00.250+00:00", local(2019, 1, 5, 9, 3)),
        ("2020/1/6", date(2020, 1, 6)),
        ("2020年1月6日", date(2020, 1, 6)),
        ("20200106", date(2020, 1, 6)),
        (20200106.0, date(2020, 1, 6)),
        (43836.0, date(2020, 1, 6)),
        (43836, date(2020, 1, 6)),
        (43524.47575231482, local(2019, 2, 28, 11, 25, 5)),
        (43524.999999999, local(2019, 3, 1, 0, 0, 0)),
        (date(2020, 1, 6), date(2020, 1, 6)),
        (local(2020, 1, 6, 8).replace(tzinfo=None), local(2020, 1, 6, 8)),
        (datetime(2020, 1, 6, 0, tzinfo=UTC), local(2020, 1, 6, 8)),
        (
            datetime(2020, 1, 6, 8, 0, 0, 999_998, tzinfo=timezone(timedelta(hours=8))),
            local(2020, 1, 6, 8, 0, 1),
        ),
    ],
)
def test_a_clerk_s_time_is_read_as_meant(value, meant):
    read = read_time(value, tz=SHANGHAI)

    assert read == meant
    assert type(read) is type(meant)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "昨天",
        "5/1/2019",
        "28/2/2019 11:25",
        "19/2/28",
        "2019-02-30",
        "2019/2-28",
        "2019-13-01",
        "2019-01-05 25:00",
        "2019-01-05 11:61",
        "2019-01-05 11:25:05 and more",
        "0019-01-05",
        "2119-01-05",
        "43836.5",
        None,
        True,
        5,
        -3.5,
        1e12,
        float("nan"),
        float("inf"),
        [],
    ],
)
def test_what_cannot_be_read_for_certain_is_named(value):
    with pytest.raises(ValueError, match="is not a time that can be read") as caught:
        read_time(value, tz=SHANGHAI)

    assert str(value)[:60] in str(caught.value)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31)).map(lambda t: t.replace(microsecond=0)))
def test_text_and_serial_numbers_give_the_same_moment(moment):
    meant = moment.replace(tzinfo=SHANGHAI)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)

    assert read_time(f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M:%S}", tz=SHANGHAI) == meant
    assert read_time(moment.isoformat(sep=" "), tz=SHANGHAI) == meant
    read = read_time(serial, tz=SHANGHAI)
    assert read == (meant if moment.time() != moment.min.time() else moment.date())


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_value_is_read_or_refused(value):
    with contextlib.suppress(Problem):
        assert 1900 <= read_time(value, tz=SHANGHAI).year <= 2101


def rows_of(folder: Path, name: str) -> list[dict[str, object]]:
    path = folder / "messages" / name
    if not path.is_file():
        pytest.skip(f"{path} is not at hand")
    head, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_every_time_of_the_real_messages_is_read(test_data):
    rows = rows_of(test_data, "incoming.xlsx")

    times = [read_time(row["留言时间"], tz=SHANGHAI) for row in rows]

    assert len(times) == 4_326
    assert {time.year for time in times} <= set(range(2010, 2021))


def test_the_real_replies_give_the_known_elapsed_days(test_data):
    rows = rows_of(test_data, "answered.xlsx")
    asked = [read_time(row["留言时间"], tz=SHANGHAI) for row in rows]
    answered = [read_time(row["答复时间"], tz=SHANGHAI) for row in rows]

    days = [days_between(a, b) for a, b in zip(asked, answered, strict=True)]

    assert len(rows) == 2_816
    assert sum(not isinstance(time, datetime) for time in answered) == 1
    assert (round(median(days), 2), round(mean(days), 2), round(max(days), 2)) == (11.21, 20.34, 1160.44)
