"""Which time limit holds, and how one takes the place of another."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from gongjian.core.clock import seeds
from gongjian.core.clock.limits import NoLimit, add_limit, limit_for
from gongjian.core.clock.models import Duty, TimeLimit
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.core.trail.telling import changes_of
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()


@pytest.fixture
def enter(cast):
    def enter(amount=24, *, since=dt.date(2025, 1, 1), name="handle", category="", office=None, **options):
        given = {"unit": "work_hours", "source": "时限表", "kind": "report"} | options
        return add_limit(
            given.pop("kind"), name=name, amount=amount, since=since, category=category, office=office,
            trail_office=cast.office, actor=cast.administrator, now=NOW, **given,
        )  # fmt: skip

    return enter


def ask(cast, *, name="handle", category="", office=None, on=TODAY):
    return limit_for("report", name, category=category, office=(office or cast.office).pk, on=on).amount


def test_the_most_specific_limit_wins(cast, enter):
    enter(40)
    assert ask(cast, category="roads") == 40
    enter(32, office=cast.office)
    assert ask(cast, category="roads") == 32
    enter(24, category="roads")
    assert ask(cast, category="roads") == 24
    enter(16, category="roads", office=cast.office)
    assert ask(cast, category="roads") == 16
    assert ask(cast, category="lighting") == 32
    assert ask(cast, category="roads", office=cast.twin_office) == 24
    assert ask(cast, office=cast.twin_office) == 40


def test_a_new_limit_ends_the_one_before_on_the_day_before(cast, enter):
    old = enter(40, since=dt.date(2025, 1, 1))
    enter(24, since=dt.date(2026, 1, 1))
    old.refresh_from_db()
    assert old.until == dt.date(2026, 1, 1)
    assert ask(cast, on=dt.date(2025, 12, 31)) == 40
    assert ask(cast, on=dt.date(2026, 1, 1)) == 24
    row = TrailRow.objects.filter(action="clock.add_limit").latest("pk")
    assert (row.changes["amount"], row.changes["unit"]) == ([40, 24], ["work_hours", "work_hours"])
    with translation.override("zh-hans"):
        told = dict(changes_of(row))
        assert (told["数量"], told["单位"]) == ("40 → 24", "个工作小时 → 个工作小时")


def test_where_no_limit_holds_the_answer_says_which(cast, enter):
    enter(24, since=dt.date(2026, 1, 1))
    with pytest.raises(NoLimit, match="2025-12-31"):
        ask(cast, on=dt.date(2025, 12, 31))
    with pytest.raises(LookupError):
        ask(cast, name="check")


def test_limits_may_not_overlap(enter):
    enter(24, since=dt.date(2026, 1, 1))
    for since in (dt.date(2026, 1, 1), dt.date(2025, 6, 1)):
        with pytest.raises(Refused) as refused:
            enter(16, since=since)
        assert refused.value.field == "since"
    assert TimeLimit.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": 0}, "amount"), ({"amount": 3661, "unit": "work_days"}, "amount"), ({"unit": "weeks"}, "unit"),
        ({"kind": "dream"}, "kind"), ({"name": "sleep"}, "name"), ({"source": "  "}, "source"),
        ({"source": "文" * 121}, "source"), ({"category": "x" * 41}, "category"),
    ],
)  # fmt: skip
def test_a_limit_that_makes_no_sense_is_refused(enter, given, field):
    with pytest.raises(Refused) as refused:
        enter(**given)
    assert refused.value.field == field
    assert not TimeLimit.objects.exists()


def test_the_demo_limits_are_there_once_and_change_at_the_turn_of_the_year(cast):
    for _time in range(2):
        seeds.seed(now=NOW, rng=None)
    assert ask(cast, name="dispatch", on=dt.date(2025, 12, 31)) == 2
    assert ask(cast, name="dispatch") == 1
    assert ask(cast, category="sanitation") == 8
    close = limit_for("report", "close", category="", office=cast.office.pk, on=TODAY)
    assert (close.amount, close.unit) == (15, "calendar_days")
    of_duties = TimeLimit.objects.filter(name__in=[code for code, _label, _given in seeds.DUTIES])
    assert TimeLimit.objects.exclude(pk__in=of_duties).count() == len(seeds.LIMITS)
    assert Duty.objects.count() == len(seeds.DUTIES)
    assert of_duties.count() == len(seeds.CITY_LIMITS) + sum(
        "amount" in given for _c, _l, given in seeds.DUTIES
    )


def test_an_administrator_enters_a_limit_for_her_office(cast):
    admin = cast.client_for(cast.administrator)
    given = {
        "clock": "report:handle", "category": "", "amount": "24", "unit": "work_hours", "since": "2026-01-01",
        "source": "街道〔2026〕1号", "office": cast.office.pk, "once": "d1",
    }  # fmt: skip
    answer = admin.post(reverse("clock:add_limit"), given)
    assert answer.status_code == 302
    assert ask(cast) == 24
    assert "街道〔2026〕1号" in admin.get(reverse("clock:limits")).content.decode()
    again = admin.post(reverse("clock:add_limit"), given | {"once": "d2", "amount": "16"})
    assert again.status_code == 422
    assert again.context["form"]["amount"].value() == "16"
    forged = admin.post(reverse("clock:add_limit"), given | {"once": "d3", "office": cast.twin_office.pk})
    assert forged.status_code == 422


def test_staff_see_their_offices_limits_and_only_administrators_enter_some(cast, enter):
    enter(24, office=cast.office, source="甲街道时限")
    enter(16, office=cast.twin_office, source="乙街道时限")
    enter(40, source="全市时限")
    text = cast.client_for(cast.clerk).get(reverse("clock:limits")).content.decode()
    assert "甲街道时限" in text
    assert "全市时限" in text
    assert "乙街道时限" not in text
    assert cast.client_for(cast.clerk).get(reverse("clock:add_limit")).status_code == 403
