"""4,326 real messages come in; some of every month go through the whole loop, and the numbers add up at each stage."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Clock, Item
from gongjian.core.people.access import access_of
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports import actions
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.models import Answer, Report, Satisfaction
from gongjian.modules.reports.tests.books import brought, counts

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 9))
MESSAGES, CHOSEN = 4326, 240


class Sitting:
    """The people of one office, with their access asked once, and the clock of the test."""

    def __init__(self, cast) -> None:
        self.now = NOW
        self.people = {
            name: (getattr(cast, name), access_of(getattr(cast, name), today=NOW.date()))
            for name in ("dispatcher", "head", "checker", "secretary")
        }

    def by(self, name: str) -> dict[str, object]:
        person, access = self.people[name]
        return {"actor": person, "access": access, "now": self.now}

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


def phases() -> Counter[str]:
    return Counter(Item.objects.values_list("phase", flat=True))


def limits() -> None:
    for name, amount, unit in (("dispatch", 2, "work_hours"), ("handle", 24, "work_hours"), ("check", 8, "work_hours"),
                               ("close", 15, "calendar_days")):  # fmt: skip
        TimeLimit.objects.create(
            kind="report", name=name, amount=amount, unit=unit, since=dt.date(2018, 1, 1), source="test"
        )


def each(ids, act) -> None:
    """Do an act for each, many to a transaction, as a busy day would not but a test may."""
    for start in range(0, len(ids), 500):
        with transaction.atomic():
            for pk in ids[start : start + 500]:
                act(pk)


def some_of_every_month(number: int) -> list[int]:
    """Reports in the order in which they came in, spread evenly: each month gives its share."""
    everyone = list(Report.objects.waiting().values_list("pk", flat=True))
    return [everyone[place * len(everyone) // number] for place in range(number)]


@pytest.mark.slow
def test_real_messages_come_in_and_some_of_every_month_go_through_the_whole_loop(cast, test_data):
    limits()
    sitting = Sitting(cast)
    batch = brought(test_data / "messages" / "incoming.xlsx", cast.office, now=NOW)
    assert counts(batch) == {"new": MESSAGES, "changed": 0, "same": 0, "bad": 0}
    assert phases() == {"reported": MESSAGES}
    assert TrailRow.objects.filter(action="reports.receive").count() == MESSAGES

    ids, total = some_of_every_month(CHOSEN), CHOSEN
    assert len(set(ids)) == CHOSEN
    waiting = MESSAGES - CHOSEN
    category = actions.save_category(
        office=cast.office, code="roads", name="道路", lead_unit=cast.city_unit, actor=None, now=NOW
    )
    each(
        ids,
        lambda pk: actions.sort_report(
            pk, category=category, unit=cast.city_unit, **sitting.by("dispatcher")
        ),
    )
    assert phases() == {"dispatched": total, "reported": waiting}
    assert Clock.objects.filter(name="handle", stopped_at__isnull=True).count() == total

    sitting.later(hours=2)
    each(ids, lambda pk: make_move(pk, "accept", **sitting.by("head")))
    assert phases() == {"handling": total, "reported": waiting}

    sitting.later(days=1)
    each(ids, lambda pk: make_move(pk, "submit", note="已到现场处理。", **sitting.by("head")))
    assert phases() == {"checking": total, "reported": waiting}
    assert not Clock.objects.filter(name="handle", stopped_at__isnull=True).exists()

    sitting.later(hours=3)
    close(ids, sitting, "已经办好，请您看看。")
    assert phases() == {"closed": total, "reported": waiting}
    assert Answer.objects.count() == total

    sitting.later(days=1)
    unhappy = random.Random(2026).sample(ids, total // 20)
    each(unhappy, lambda pk: say(pk, "unsatisfied", sitting.now))
    assert phases() == {"closed": total - len(unhappy), "handling": len(unhappy), "reported": waiting}
    assert set(Item.objects.filter(phase="handling").values_list("unit_id", "result", "reopened")) == {
        (cast.city_unit.pk, "", 1)
    }

    sitting.later(days=1)
    each(unhappy, lambda pk: make_move(pk, "submit", note="返工完成。", **sitting.by("head")))
    close(unhappy, sitting, "重新办好了，请再看看。")
    each(unhappy, lambda pk: say(pk, "satisfied", sitting.now))
    assert phases() == {"closed": total, "reported": waiting}
    assert Answer.objects.count() == total + len(unhappy)
    assert Satisfaction.objects.count() == 2 * len(unhappy)
    assert not Clock.objects.filter(stopped_at__isnull=True).exists()
    assert TrailRow.objects.filter(action="reports.check_pass").count() == total + len(unhappy)


def close(ids, sitting, words: str) -> None:
    each(
        ids,
        lambda pk: make_move(pk, "check_pass", result="fixed", public_note=words, **sitting.by("checker")),
    )


def say(pk: int, verdict: str, now: dt.datetime) -> None:
    actions.rate(find_followed(token_of(Report.objects.get(pk=pk))), verdict=verdict, now=now)
