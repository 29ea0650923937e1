"""How the demo office sends its reports: two rules that propose, one that waits to be tried; a category that asks for more."""

import datetime as dt

from django.db import transaction

from gongjian.core.areas.models import Area
from gongjian.core.fields.actions import make_field
from gongjian.core.fields.models import FieldType
from gongjian.core.orgs.models import Unit
from gongjian.modules.reports.actions import RuleFacts, save_rule, switch_rule, try_rule
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import Category, RoutingRule

RULES = (
    ("property", "电梯 困人 维保", "社区建设办", True),
    ("noise", "夜间施工 工地 打桩", "城市管理办", True),
    ("trading", "烧烤 油烟", "城市管理办", False),
)
FIRST = dt.timedelta(hours=1)


@transaction.atomic
def seed_rules(office: Area, categories: dict[str, Category], *, now: dt.datetime) -> None:
    """Written once, tried and switched on as at the desk."""
    if RoutingRule.objects.filter(office=office).exists():
        return
    given = {"actor": None, "now": now}
    for place, (code, words, name, on) in enumerate(RULES, start=1):
        unit = Unit.objects.filter(office=office, name=name, active=True).first()
        if unit is None or code not in categories:
            continue
        facts = RuleFacts(unit=unit, category=categories[code], words=words, order=place * 10)
        rule = save_rule(office, facts=facts, **given)
        if on:
            try_rule(rule.pk, office, **given)
            switch_rule(rule.pk, office, on=True, **given)
    make_field(
        office, kind=REPORT.kind, label="灯杆编号", type=FieldType.TEXT, category="lighting", shown=False,
        help="写在灯杆一人高处，方便维修人员找到。", actor=None, now=now - FIRST,
    )  # fmt: skip
