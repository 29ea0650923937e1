import datetime as dt
from copy import copy

import pytest

from gongjian.core.jobs.tests.test_runner import parallel
from gongjian.core.notices import digests
from gongjian.core.notices.choosing import set_choices
from gongjian.core.notices.digests import make_digests
from gongjian.core.notices.models import Delivery, Preference
from gongjian.core.notices.quiet import end_of_quiet, last_daily, last_weekly
from gongjian.core.notices.sending import send_due
from tests.cast import Cast
from tests.items import make_item

from .conftest import Catcher, confirmed

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
EVENING = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)  # Wednesday, 20:00 in the office
EIGHT = dt.datetime(2026, 3, 5, 0, 0, tzinfo=dt.UTC)  # Thursday, 08:00
MONDAY = dt.datetime(2026, 3, 9, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def head(cast: Cast, catcher: Catcher) -> Preference:
    """The head of the city unit, who confirmed her address the evening before."""
    return confirmed(cast.head, now=EVENING)


def mine(cast: Cast, **more: object) -> object:
    facts = {
        "handler": cast.head,
        "unit": cast.city_unit,
        "state": "handling",
        "phase": "handling",
        "changed_at": EIGHT,
    }
    return make_item(cast, title="王建国家的水管爆了", **(facts | more))  # type: ignore[arg-type]


def test_a_summary_names_what_is_overdue_due_soon_and_dormant(
    cast: Cast, head: Preference, catcher: Catcher
) -> None:
    late, soon = mine(cast, due_at=EIGHT - HOUR), mine(cast, due_at=EIGHT + DAY)
    still = mine(cast, changed_at=EIGHT - 20 * DAY)
    assert make_digests(EIGHT - HOUR / 60) == 0
    assert make_digests(EIGHT) == 1
    send_due(EIGHT)
    [letter] = catcher.letters
    text = letter.get_content()
    for item in (late, soon, still):
        assert item.number in text  # type: ignore[attr-defined]
    assert "已超期 (1)" in text and "两天内到期 (1)" in text and "14 天没有进展 (1)" in text
    assert "王建国" not in text and cast.head.name not in text


def test_it_comes_once_a_day_however_often_the_job_runs(cast: Cast, head: Preference) -> None:
    mine(cast, due_at=EIGHT - HOUR)
    assert [make_digests(EIGHT + n * HOUR / 12) for n in range(5)] == [1, 0, 0, 0, 0]
    assert make_digests(EIGHT + DAY) == 1
    assert Delivery.objects.count() == 2


def test_a_missed_run_is_caught_up_for_unless_the_next_is_near(cast: Cast, head: Preference) -> None:
    mine(cast, due_at=EIGHT - HOUR)
    assert make_digests(EIGHT + 9 * HOUR) == 1
    assert make_digests(EIGHT + DAY + 22 * HOUR) == 0, "06:00: the one of 08:00 is near"
    assert make_digests(EIGHT + 2 * DAY) == 1


def test_nothing_to_say_is_not_said(cast: Cast, head: Preference) -> None:
    assert make_digests(EIGHT) == 0
    assert Delivery.objects.count() == 0
    mine(cast, due_at=EIGHT - HOUR)
    assert make_digests(EIGHT + HOUR) == 0, "today's was empty, and is not made up for later"


def test_who_wants_none_or_has_no_address_gets_none(cast: Cast, head: Preference) -> None:
    mine(cast, due_at=EIGHT - HOUR)
    set_choices(cast.head, ways={}, daily=False, weekly=False, now=EVENING)
    assert make_digests(EIGHT) == make_digests(MONDAY) == 0
    set_choices(cast.head, ways={}, daily=True, digest_hour=10, now=EVENING)
    assert (make_digests(EIGHT + HOUR), make_digests(EIGHT + 2 * HOUR)) == (0, 1)


def test_unread_news_she_wanted_in_the_summary_stand_in_it(
    cast: Cast, head: Preference, catcher: Catcher
) -> None:
    from gongjian.core.notices.actions import notify

    notify(cast.head, kind="came", cause="a", item=make_item(cast), now=EVENING + HOUR)
    notify(cast.head, kind="grant_pause", cause="b", item=make_item(cast), now=EVENING + HOUR)
    make_digests(EIGHT)
    send_due(EIGHT)
    assert "未读提醒 (1)" in catcher.letters[0].get_content()


def test_whoever_handles_matters_gets_her_own_week_without_heading_a_unit(
    cast: Cast, catcher: Catcher
) -> None:
    wish = confirmed(cast.clerk, "clerk@office.example", now=EVENING)
    Preference.objects.filter(pk=wish.pk).update(daily=False)
    facts = {"handler": cast.clerk, "unit": cast.community_unit, "state": "handling", "phase": "handling"}
    make_item(cast, title="楼道堆物", due_at=MONDAY + DAY, changed_at=MONDAY - 20 * DAY, **facts)  # type: ignore[arg-type]
    make_item(cast, title="路灯不亮", due_at=MONDAY - DAY, changed_at=EIGHT, **facts)  # type: ignore[arg-type]
    assert make_digests(MONDAY) == 1
    send_due(MONDAY)
    text = catcher.letters[0].get_content()
    assert "您手上的" in text and "在办: 2" in text and "其中超期: 1" in text
    assert "本周到期 (1)" in text and "其中 14 天没有进展: 1" in text


def test_a_head_gets_the_week_of_her_units_and_who_has_nothing_gets_no_letter(
    cast: Cast, head: Preference, catcher: Catcher
) -> None:
    confirmed(cast.clerk, "clerk@office.example", now=EVENING)
    mine(cast, opened_at=EIGHT, due_at=MONDAY - HOUR)
    Preference.objects.update(daily=False)
    assert [make_digests(MONDAY + n * HOUR) for n in range(3)] == [1, 0, 0]
    send_due(MONDAY + HOUR)
    [letter] = catcher.letters
    text = letter.get_content()
    assert "城市管理办" in text and "上周新增: 1" in text and "其中超期: 1" in text
    assert cast.head.name not in text


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_the_same_instant_write_one_summary(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head, now=EVENING)
    mine(cast, due_at=EIGHT - HOUR)
    written: list[int] = []
    assert parallel(lambda: written.append(make_digests(EIGHT))) == []
    assert sum(written) == 1 and Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_looking_again_under_the_lock_they_all_write_it(
    cast: Cast, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each believes that none was made, and only the unique cause keeps the letter single."""
    wish = confirmed(cast.head, now=EVENING)
    mine(cast, due_at=EIGHT - HOUR)
    monkeypatch.setattr(digests, "lock_of", lambda one: copy(wish))
    monkeypatch.setattr(digests, "_is_due", lambda *_a, **_k: True)
    written: list[int] = []
    parallel(lambda: written.append(make_digests(EIGHT)))
    assert sum(written) == 8


def test_quiet_hours_and_full_hours_are_those_of_the_office() -> None:
    ten, seven = dt.time(22), dt.time(7)
    night = dt.datetime(2026, 3, 5, 15, 30, tzinfo=dt.UTC)  # 23:30
    assert end_of_quiet(night, begin=ten, end=seven) == dt.datetime(2026, 3, 5, 23, 0, tzinfo=dt.UTC)
    early = dt.datetime(2026, 3, 5, 20, 0, tzinfo=dt.UTC)  # 04:00
    assert end_of_quiet(early, begin=ten, end=seven) == dt.datetime(2026, 3, 5, 23, 0, tzinfo=dt.UTC)
    assert end_of_quiet(EIGHT, begin=ten, end=seven) is None
    assert end_of_quiet(night, begin=ten, end=ten) is None
    assert end_of_quiet(EIGHT, begin=dt.time(7), end=dt.time(9)) == EIGHT + HOUR
    assert last_daily(EIGHT, hour=8) == EIGHT and last_daily(EIGHT - HOUR / 60, hour=8) == EIGHT - DAY
    assert last_weekly(EIGHT, hour=8) == MONDAY - 7 * DAY and last_weekly(MONDAY, hour=8) == MONDAY
