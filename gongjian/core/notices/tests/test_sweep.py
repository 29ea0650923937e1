"""Nothing personal leaves the house: every kind of notice, every summary and every robot, read as the other side reads it."""

import datetime as dt

import pytest

from gongjian.core.notices.actions import notify
from gongjian.core.notices.choosing import set_choices
from gongjian.core.notices.digests import make_digests
from gongjian.core.notices.kinds import GROUPS, KINDS
from gongjian.core.notices.outbox import TOPICS
from gongjian.core.notices.robots import add_robot, switch_robot
from gongjian.core.notices.sending import send_due
from gongjian.core.notices.urgent import tell_of_urgent
from gongjian.core.people.models import Person
from tests.cast import Cast
from tests.items import make_item

from .conftest import Catcher, Station, confirmed

MONDAY = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)  # 09:00
HOUR = dt.timedelta(hours=1)
SECRETS = ("王建国", "13812345678", "水管", "张三", "三单元", "reader@")


@pytest.mark.parametrize("way", ["now", "digest"])
def test_no_name_title_place_or_number_of_a_person_leaves_the_house(
    cast: Cast, catcher: Catcher, station: Station, way: str
) -> None:
    confirmed(cast.head, now=MONDAY - 24 * HOUR)
    set_choices(cast.head, ways=dict.fromkeys(GROUPS, way), now=MONDAY)
    for kind in ("wecom", "dingtalk", "feishu"):
        robot = add_robot(cast.office, kind=kind, name=f"群{kind}", address=station.address, secret="s",
                          topics=tuple(TOPICS), actor=None, now=MONDAY)  # fmt: skip
        switch_robot(robot, on=True, actor=None, now=MONDAY - HOUR)
    facts = {"handler": cast.head, "unit": cast.city_unit, "due_at": MONDAY - HOUR, "urgent": True}
    for number, kind in enumerate(KINDS):
        item = make_item(
            cast, title="王建国 13812345678 水管爆了", place="张三家，三单元", opened_at=MONDAY, **facts
        )
        data = {"unit": "张三", "note": "王建国说 13812345678"}
        notify(cast.head, kind=kind, cause=f"c{number}", item=item, data=data, now=MONDAY)
    tell_of_urgent(MONDAY)
    assert make_digests(MONDAY) == 2
    for minute in range(1, 4):
        send_due(MONDAY + minute * HOUR)
    letters = "".join(f"{one['Subject']}\n{one.get_content()}" for one in catcher.letters)
    assert len(catcher.letters) == 2 + (len(KINDS) if way == "now" else 0)
    assert len(station.calls) >= 3 and "GJ2603-" in letters and "GJ2603-" in station.text()
    names = set(Person.objects.values_list("name", flat=True))
    for word in {*SECRETS, *names}:
        assert word not in letters, f"{word} stands in a letter"
        assert word not in station.text(), f"{word} was told to a robot"
