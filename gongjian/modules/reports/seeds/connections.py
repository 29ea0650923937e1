"""The demo office's connections: a key that was given to a city's app."""

import datetime as dt

from gongjian.core.areas.models import Area
from gongjian.modules.reports.models import Open311Key
from gongjian.modules.reports.open311.keys import issue_key


def seed_connections(office: Area, *, now: dt.datetime) -> None:
    """Write what is not there yet. Nobody knows the key's text: it stands for one that was handed over."""
    if not Open311Key.objects.filter(office=office).exists():
        issue_key(
            office, name="城市随手拍小程序（示例）", owner="市数字化城管中心 技术科", hourly=200, actor=None,
            expires_on=now.date() + dt.timedelta(days=365), now=now - dt.timedelta(days=60),
        )  # fmt: skip
