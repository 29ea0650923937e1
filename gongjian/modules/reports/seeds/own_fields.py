"""Fields that the demo office added to its reports, filled in for most of them, and two views shared with everybody."""

import datetime as dt
import random
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.fields.actions import CHUNK, make_field, set_values_in_bulk
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.items.models import Item
from gongjian.core.ledgers.actions import keep_view
from gongjian.core.ledgers.models import LedgerView
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.ledgers import REPORTS

WAYS = ("来人", "来电", "来信", "网上")
FIELDS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("households", "涉及户数", FieldType.NUMBER, {"help": "大约影响多少户，估计即可。"}),
    ("night", "是否夜间", FieldType.YES_NO, {"help": "只在夜间发生或夜间更严重。", "shown": False}),
    ("visit", "来访方式", FieldType.CHOICE, {"choices": WAYS, "shown": False}),
    ("promised", "承诺日期", FieldType.DATE, {"help": "当面或电话里答应办好的日子。"}),
    ("lamps", "几盏不亮", FieldType.NUMBER, {"category": "lighting", "shown": False}),
    (
        "loudest",
        "什么时候最吵",
        FieldType.CHOICE,
        {"category": "noise", "choices": ("白天", "傍晚", "夜里"), "required": True, "shown": False},
    ),
    ("source", "响声来源的照片", FieldType.FILE, {"category": "noise", "shown": False}),
)
VIEWS = (
    ("涉及十户以上", {"x_households_min": ["10"], "sort": ["-x_households"]}),
    ("本周到期", {"due_is": ["this_week"], "sort": ["due"]}),
)


@transaction.atomic
def seed_own_fields(office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    """Make what is not there yet; values are filled in only together with their fields."""
    if CustomField.objects.filter(office=office, kind=REPORT.kind).exists():
        return
    began = now - dt.timedelta(days=190)
    for order, (slug, label, kind, more) in enumerate(FIELDS, start=1):
        make_field(
            office,
            kind=REPORT.kind,
            slug=slug,
            label=label,
            type=kind,
            order=order * 10,
            actor=None,
            now=began,
            **more,
        )
    items = list(Item.objects.filter(office=office, kind=REPORT.kind).order_by("pk"))
    filled = {item.pk: _values(item, rng=rng) for item in items if rng.random() < 0.7}
    keys = list(filled)
    for start in range(0, len(keys), CHUNK):
        part = {pk: filled[pk] for pk in keys[start : start + CHUNK]}
        set_values_in_bulk(part, actor=None, now=now, with_steps=False)
    _views(office, now=now)


def _values(item: Item, *, rng: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {
        "households": rng.choice((1, 1, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 60)),
        "night": rng.random() < 0.25,
        "visit": rng.choices(WAYS, weights=(2, 5, 1, 4))[0],
    }
    if rng.random() < 0.6:
        values["promised"] = timezone.localdate(item.opened_at) + dt.timedelta(days=rng.randint(2, 12))
    return values


def _views(office: Area, *, now: dt.datetime) -> None:
    secretary = Person.objects.filter(office=office, username="secretary", is_demo=True).first()
    if secretary is None or LedgerView.objects.filter(office=office).exists():
        return
    ledger = resolved(REPORTS, access_of(secretary, today=timezone.localdate(now)))
    for name, params in VIEWS:
        keep_view(ledger, name, given=params, actor=secretary, now=now, office=office)
