"""Rates of a large office: what took long to count is kept, said to be so, and counted anew by the hour and on demand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.measures.scope import Scope
from gongjian.modules.reports.models import Answer, KeptCounts
from gongjian.modules.reports.rating import keeping
from gongjian.modules.reports.rating.exclusions import ask_exclusion, decide_exclusion
from gongjian.modules.reports.rating.table import CUTS, counts_by, days_of
from gongjian.modules.reports.tests.ten import LATER, make_ten

HOUR = dt.timedelta(hours=1)
DAYS = {"since": "2026-03-01", "until": "2026-03-31"}


@pytest.fixture
def clock(monkeypatch):
    """The present, which a test may move."""
    moment = {"now": LATER}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["now"])
    return moment


@pytest.fixture
def large(office, clock, monkeypatch):
    """An office in which every count takes long."""
    monkeypatch.setattr(keeping, "SLOW", 0.0)
    return make_ten(office)


def page(cast, **given):
    return cast.client_for(cast.secretary).get(reverse("reports:rates"), DAYS | {"by": "unit"} | given)


def whole(page):
    return [(cell.numerator, cell.denominator, cell.excluded) for cell in page.context["table"].total.cells]


@pytest.mark.parametrize("by", sorted(CUTS))
def test_what_is_kept_comes_back_as_it_was_counted(cast, large, by):
    scope = Scope(now=LATER, paths=(cast.office.path,), since=dt.date(2026, 3, 1), until=dt.date(2026, 3, 31))
    counted = counts_by(scope, by)
    keeping.counts_at(scope, by)
    kept, at = keeping.counts_at(scope, by)
    assert at == LATER
    assert {key: dict(found) for key, found in kept.items()} == {
        key: dict(found) for key, found in counted.items()
    }


def test_the_page_says_when_it_was_counted_and_counts_anew_when_asked(cast, large, clock):
    first = page(cast)
    assert "重新统计" not in first.content.decode(), "what was counted now says nothing"
    Answer.objects.all().delete()
    clock["now"] = LATER + HOUR
    later = page(cast)
    assert "重新统计" in later.content.decode()
    assert whole(later) == whole(first)
    assert whole(page(cast, anew="1")) != whole(first)


def test_a_small_office_is_counted_at_once(cast, office, clock):
    make_ten(office)
    page(cast)
    assert not KeptCounts.objects.exists()


def test_a_kept_table_asks_nothing_of_the_reports(cast, large):
    client = cast.client_for(cast.secretary)
    client.get(reverse("reports:rates"), DAYS)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("reports:rates"), DAYS)
    assert len(asked) <= 15
    assert not [one["sql"] for one in asked if "items_clock" in one["sql"]]


def test_a_day_old_count_is_shown_to_nobody(cast, large, clock):
    page(cast)
    clock["now"] = LATER + dt.timedelta(days=1, minutes=1)
    assert "重新统计" not in page(cast).content.decode()


def test_the_job_counts_by_the_hour_what_somebody_asks_for_and_forgets_the_rest(cast, large, clock):
    page(cast)
    [row] = KeptCounts.objects.all()
    assert keeping.count_again(LATER + HOUR / 2) == 0
    assert keeping.count_again(LATER + 2 * HOUR) == 1
    assert keeping.count_again(LATER + 2 * HOUR) == 0, "twice is once"
    row.refresh_from_db()
    assert (row.counted_at, row.asked_at) == (LATER + 2 * HOUR, LATER)
    assert keeping.count_again(LATER + 30 * HOUR) == 0, "nobody has asked for a day"
    keeping.count_again(LATER + dt.timedelta(days=8))
    assert not KeptCounts.objects.exists()


def test_the_usual_days_move_on_with_the_calendar(cast, large, clock):
    cast.client_for(cast.secretary).get(reverse("reports:rates"))
    tomorrow = LATER + dt.timedelta(days=1) - HOUR
    keeping.count_again(tomorrow)
    [row] = KeptCounts.objects.all()
    since, until = days_of(tomorrow.astimezone(dt.timezone(dt.timedelta(hours=8))).date())
    assert (row.question["since"], row.question["until"]) == (str(since), str(until))


def test_a_decision_on_an_exclusion_counts_everything_anew(cast, large, clock):
    before = whole(page(cast))
    (row,) = ask_exclusion(
        large.reports[8].pk, rates=["on_time"], reason="停水", actor=cast.dispatcher, now=LATER
    )
    assert whole(page(cast)) == before
    decide_exclusion(row.pk, grant=True, answer="看过", actor=cast.checker, now=LATER)
    assert whole(page(cast)) != before


def test_as_of_a_past_day_nothing_is_kept(cast, large):
    page(cast, at="2026-03-20")
    assert not KeptCounts.objects.exists()


def test_another_office_has_counts_of_its_own(cast, large):
    page(cast)
    twin = cast.client_for(cast.twin.secretary).get(reverse("reports:rates"), DAYS)
    assert all(cell.denominator == 0 for cell in twin.context["table"].total.cells)
