"""The demo office's notice settings: one head with her own choices, one robot that is set up but switched off."""

import datetime as dt
import random

from django.db import transaction

from gongjian.core.areas.models import OfficialCode
from gongjian.core.areas.seeds import OFFICE
from gongjian.core.notices.choosing import set_choices
from gongjian.core.notices.models import Preference, Robot
from gongjian.core.notices.robots import add_robot
from gongjian.core.people.models import Person

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000"


@transaction.atomic
def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write what is not there yet."""
    office = OfficialCode.objects.select_related("area").get(code=OFFICE, until__isnull=True).area
    head = Person.objects.named("head")
    if not Preference.objects.filter(person=head).exists():
        set_choices(
            head, ways={"hands": "now", "told": "digest"}, quiet_from=dt.time(21, 30), digest_hour=7, now=now
        )
    if not Robot.objects.filter(office=office).exists():
        add_robot(
            office, kind="wecom", name="城市管理工作群", address=ROBOT, secret="", topics=("late", "stuck", "urgent"),
            actor=Person.objects.named("admin"), now=now,
        )  # fmt: skip
