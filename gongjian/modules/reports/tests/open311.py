"""What the tests of the interface share: an office with code, outlines and a key, and short ways to ask it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone
from lxml import etree

from gongjian.core.areas.models import Area, OfficialCode
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Open311Key, Report
from gongjian.modules.reports.open311.keys import issue_key

BASE = "/report/open311/v2/"
CODE = "410105008"
HOME = (34.780, 113.670)
FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
}  # fmt: skip


def square(lat: float, lon: float, half: float = 0.005) -> dict[str, Any]:
    """The outline of a community around a point, about a kilometre wide."""
    ring = [[lon + x * half, lat + y * half] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class City:
    """Another system that knows the office's interface."""

    cast: Any
    key: Open311Key
    text: str
    client: Client

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(BASE + path, {"jurisdiction_id": CODE} | given)

    def post(self, form: str = "json", headers: Any = None, **given: Any) -> Any:
        said = {
            "jurisdiction_id": CODE, "api_key": self.text, "service_code": "lighting", "lat": HOME[0], "long": HOME[1],
            "description": "路灯三天不亮了。", **given,
        }  # fmt: skip
        sent = {name: value for name, value in said.items() if value is not None}
        return self.client.post(f"{BASE}requests.{form}", sent, headers=headers or {})

    def reasons(self, answer: Any) -> str:
        return " ".join(str(row["description"]) for row in answer.json())


def city_of(cast: Any) -> City:
    """Codes and outlines for the office, two categories, a key."""
    since, today = dt.date(2020, 1, 1), timezone.now()
    OfficialCode.objects.create(
        area=cast.office, code=CODE, name=cast.office.name, since=since, source="test"
    )
    OfficialCode.objects.create(
        area=cast.community, code="410105008001", name=cast.community.name, since=since, source="test"
    )
    for area, lat, lon in ((cast.community, *HOME), (cast.second_community, HOME[0], HOME[1] + 0.01)):
        Area.objects.filter(pk=area.pk).update(lat=lat, lon=lon, outline=square(lat, lon))
    Area.objects.filter(pk=cast.office.pk).update(lat=HOME[0], lon=HOME[1])
    cast.office.refresh_from_db()
    for code, name in (("lighting", "路灯"), ("roads", "道路")):
        actions.save_category(
            office=cast.office,
            code=code,
            name=name,
            hint=f"{name}坏了",
            lead_unit=cast.city_unit,
            actor=None,
            now=today,
        )
    key, text = issue_key(
        cast.office, name="城市通", owner="数字化城管中心", hourly=5, actor=cast.dispatcher, now=today
    )
    return City(cast, key, text, Client())


def sorted_report(cast: Any, **more: Any) -> Report:
    """A report that the desk has read and given to a unit: it stands on the public list."""
    from gongjian.modules.reports.models import Category

    now = timezone.now()
    told = actions.Told(
        **{"area": cast.community, "text": "经五路井盖破了。", "place": "经五路17号院3单元"} | more
    )
    report = actions.report_publicly(told, now=now)
    roads = Category.objects.get(code="roads")
    actions.sort_report(report.pk, category=roads, unit=cast.city_unit, actor=cast.dispatcher, now=now)
    return Report.objects.select_related("item").get(pk=report.pk)


def rows_of(answer: Any) -> list[dict[str, str]]:
    """The rows of an XML answer, each child by its name."""
    return [{one.tag: one.text or "" for one in row} for row in etree.fromstring(answer.content)]
