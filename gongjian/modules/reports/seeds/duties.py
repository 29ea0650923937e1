"""Duties that a dispatcher puts on by hand in the demo: a fire notice with its day, and a hotline order that is a hard one."""

import datetime as dt

from gongjian.core.areas.models import Area
from gongjian.core.clock.models import Duty
from gongjian.core.items.duty_acts import put_on
from gongjian.core.items.models import Clock, Item
from gongjian.core.people.models import Person
from gongjian.modules.reports.models import Channel


def seed_duties(office: Area, *, now: dt.datetime) -> None:
    """Once: an office where a dispatcher has put one on is left alone."""
    desk = Person.objects.filter(office=office, username="dispatcher").first()
    known = {duty.code: duty for duty in Duty.objects.filter(kind="report")}
    if desk is None or not {"fire", "hotline_15d"} <= set(known):
        return
    if Clock.objects.filter(item__office=office, duty__when="hand").exists():
        return
    running = (
        Item.objects.of_kind("report")
        .open()
        .filter(office=office, phase="handling")
        .order_by("opened_at", "pk")
    )
    for number, item in enumerate(running.filter(category="safety")[:2], start=1):
        put_on(
            item.pk, duty=known["fire"], paper=f"消责改字〔{now:%Y}〕第{40 + number}号（演示）", reason="检查发现占用消防通道",
            due_on=(now + dt.timedelta(days=3 * number)).date(), actor=desk, now=now,
        )  # fmt: skip
    orders = running.filter(
        report__channel=Channel.HOTLINE, clocks__name="hotline_7d", clocks__stopped_at__isnull=True
    )
    for item in orders.filter(clocks__name="hotline_7d", clocks__due_at__gt=now).distinct()[:1]:
        put_on(item.pk, duty=known["hotline_15d"], reason="涉及多个单位，按疑难事项办理", actor=desk, now=now)
