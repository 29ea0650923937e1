"""The office's work calendar: published days, entered days, and clocks that follow."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.areas.tests.test_tree import put_item
from gongjian.core.clock import calendar as kept
from gongjian.core.clock.calendar import is_known, known_years, office_calendar
from gongjian.core.clock.days import set_day, take_back_day
from gongjian.core.clock.limits import add_limit
from gongjian.core.clock.models import SpecialDay
from gongjian.core.clock.year import special_days, year_of
from gongjian.core.items.clocks import recompute, refresh_item
from gongjian.core.items.models import Clock
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.holidays import statutory_days
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
FRIDAY = dt.date(2026, 3, 13)


@pytest.fixture
def enter(cast):
    def enter(day, *, works=False, name="街道停工日", source="通知1号"):
        return set_day(
            day,
            works=works,
            name=name,
            source=source,
            trail_office=cast.office,
            actor=cast.administrator,
            now=NOW,
        )

    return enter


def test_statutory_holidays_and_make_up_days_are_known(db):
    calendar = office_calendar()
    assert not calendar.is_workday(dt.date(2025, 10, 1))
    assert calendar.is_workday(dt.date(2025, 9, 28))  # a Sunday worked for National Day
    assert set(range(2018, 2026)) <= calendar.known_years


def test_an_entered_day_counts_at_once_over_the_published_list(enter):
    assert office_calendar().is_workday(FRIDAY)
    enter(FRIDAY)
    assert not office_calendar().is_workday(FRIDAY)
    assert office_calendar().names[FRIDAY] == "街道停工日"
    enter(FRIDAY, works=True, name="改为上班")
    assert office_calendar().is_workday(FRIDAY)
    assert TrailRow.objects.filter(action="clock.set_day").count() == 2


def test_what_was_taken_back_no_longer_counts(cast, enter):
    enter(FRIDAY)
    take_back_day(FRIDAY, trail_office=cast.office, actor=cast.administrator, now=NOW)
    assert office_calendar().is_workday(FRIDAY)
    assert not SpecialDay.objects.exists()
    with pytest.raises(Refused):
        take_back_day(FRIDAY, trail_office=cast.office, actor=cast.administrator, now=NOW)


def test_due_dates_of_running_clocks_follow_the_calendar(cast, enter):
    item = put_item(cast.grid)
    limit = add_limit(
        "report", name="handle", amount=6, unit="work_days", since=dt.date(2026, 1, 1), source="时限表", office=None,
        trail_office=cast.office, actor=None, now=NOW,
    )  # fmt: skip
    clock = Clock.objects.create(item=item, name="handle", limit=limit, started_at=NOW)
    recompute(clock)
    refresh_item(item)
    item.save()
    assert timezone.localtime(clock.due_at).date() == FRIDAY
    enter(FRIDAY)
    clock.refresh_from_db()
    item.refresh_from_db()
    assert timezone.localtime(clock.due_at).date() == dt.date(2026, 3, 16)
    assert item.due_at == clock.due_at
    take_back_day(FRIDAY, trail_office=cast.office, actor=cast.administrator, now=NOW)
    item.refresh_from_db()
    assert timezone.localtime(item.due_at).date() == FRIDAY


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": dt.date(2025, 12, 31)}, "day"), ({"day": dt.date(2101, 1, 1)}, "day"), ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"), ({"source": ""}, "source"), ({"source": "文" * 121}, "source"),
    ],
)  # fmt: skip
def test_a_day_that_makes_no_sense_is_refused(enter, given, field):
    with pytest.raises(Refused) as refused:
        enter(**({"day": FRIDAY} | given))
    assert refused.value.field == field
    assert not SpecialDay.objects.exists()


def test_entering_what_the_calendar_says_already_is_refused(enter):
    enter(FRIDAY)
    with pytest.raises(Refused):
        enter(FRIDAY)


def test_a_year_is_known_once_its_main_holidays_were_entered():
    published = statutory_days()
    unknown = max(published.known_years) + 1
    main = [(dt.date(unknown, 1, 1), False, "元旦")]
    main += [(dt.date(unknown, 10, day), False, "国庆节") for day in (1, 2, 3)]
    assert unknown not in known_years(main[:3], published=published)
    assert unknown in known_years(main, published=published)


def test_an_unknown_year_warns(db, caplog):
    unknown = max(statutory_days().known_years) + 1
    assert is_known(dt.date(2025, 5, 1))
    assert not caplog.records
    assert not is_known(dt.date(unknown, 5, 1))
    assert str(unknown) in caplog.text


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_calendar_is_kept_for_some_seconds_and_no_longer(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    kept.forget_calendar()
    assert office_calendar().is_workday(FRIDAY)
    SpecialDay.objects.create(day=FRIDAY, works=False, name="x", source="y")  # as another process would
    now[0] += 2.9
    assert office_calendar().is_workday(FRIDAY)
    now[0] += 0.2
    assert not office_calendar().is_workday(FRIDAY)
    kept.forget_calendar()


def test_a_year_shows_each_day_once_with_its_mark(enter):
    enter(FRIDAY)
    months = year_of(2026, office_calendar())
    days = {day.day: day for month in months for week in month.weeks for day in week if day}
    assert len(days) == 365
    assert (days[FRIDAY].mark, days[FRIDAY].entered, days[FRIDAY].works) == ("off", True, False)
    assert days[dt.date(2026, 3, 14)].mark == ""
    year = year_of(2025, office_calendar())
    sunday = next(day for week in year[8].weeks for day in week if day and day.day == dt.date(2025, 9, 28))
    assert (sunday.mark, sunday.works) == ("made_up", True)
    assert len([day for day in special_days(2025, office_calendar()) if not day.works]) == 28


def test_everybody_sees_the_year_and_an_administrator_enters_days(cast):
    clerk, admin = cast.client_for(cast.clerk), cast.client_for(cast.administrator)
    assert "国庆节" in clerk.get(reverse("clock:year", args=[2025])).content.decode()
    assert clerk.get(reverse("clock:this_year")).status_code == 200
    assert clerk.get(reverse("clock:year", args=[1999])).status_code == 404
    assert clerk.get(reverse("clock:add_day")).status_code == 403
    year = timezone.localdate().year
    given = {"day": f"{year}-12-30", "works": "off", "name": "停工", "source": "通知2号", "once": "e1"}
    assert admin.post(reverse("clock:add_day"), given).status_code == 302
    assert "停工" in clerk.get(reverse("clock:year", args=[year])).content.decode()
    url = reverse("clock:take_back", args=[dt.date(year, 12, 30)])
    assert admin.post(url, {"reason": "取消", "once": "e2"}).status_code == 302
    assert admin.get(url).status_code == 404
    bad = admin.post(
        reverse("clock:add_day"), {"day": "下周", "works": "maybe", "name": "停工", "source": "x"}
    )
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"day", "works"}


def test_the_page_of_an_unknown_year_says_so(cast):
    unknown = max(statutory_days().known_years) + 1
    text = cast.client_for(cast.clerk).get(reverse("clock:year", args=[unknown])).content.decode()
    assert "banner-warning" in text
    assert (
        "banner-warning"
        not in cast.client_for(cast.clerk).get(reverse("clock:year", args=[2025])).content.decode()
    )


def test_a_day_that_does_not_exist_in_an_address_is_not_found(cast):
    assert (
        cast.client_for(cast.administrator).get("/desk/clock/days/2026-02-31/take-back/").status_code == 404
    )
