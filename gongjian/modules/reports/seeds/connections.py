"""The demo office's connections: a key that was given to a city's app, and an example of a system that leads nowhere."""

import datetime as dt

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.modules.reports.models import Category, Open311Key, Open311Server
from gongjian.modules.reports.open311.keys import issue_key
from gongjian.modules.reports.open311.servers import Described, save_server

CALLED_THERE = {"roads": "A-101", "lighting": "A-104", "drainage": "B-201"}


def seed_connections(office: Area, *, now: dt.datetime) -> None:
    """Write what is not there yet. Nobody knows the key's text: it stands for one that was handed over."""
    began = now - dt.timedelta(days=60)
    if not Open311Key.objects.filter(office=office).exists():
        issue_key(
            office, name="城市随手拍小程序（示例）", owner="市数字化城管中心 技术科", hourly=200, actor=None,
            expires_on=timezone.localdate(now) + dt.timedelta(days=365), now=began,
        )  # fmt: skip
    unit = Unit.objects.of_office(office.pk).outside().order_by("pk").first()
    if unit is not None and not Open311Server.objects.filter(office=office).exists():
        categories = Category.objects.filter(office=office, code__in=CALLED_THERE, until__isnull=True)
        told = Described(
            name="市政设施报修平台（示例）", address="https://open311.example.org/v2", jurisdiction="example.org", unit=unit,
            services={category: CALLED_THERE[category.code] for category in categories},
        )  # fmt: skip
        save_server(office, told, actor=None, now=began, is_example=True)
