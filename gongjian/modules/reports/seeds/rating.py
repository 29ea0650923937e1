"""Weights by a document marked as an example, and two requests to leave a report out: one approved, one refused."""

import datetime as dt

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.modules.reports.models import RateName, RateWeight
from gongjian.modules.reports.rating.exclusions import ask_exclusion, decide_exclusion
from gongjian.modules.reports.rating.rates import MISSED, rate_called
from gongjian.modules.reports.rating.weighing import set_weights

DOCUMENT = "街道诉求办理考核办法（示例文件，非正式）"
WEIGHTS = {"response": 20, "resolution": 40, "satisfaction": 40}
REQUESTS = (
    (
        "反映人不满意的是物业涨价，不是这次办理；价格由业主大会定。",
        True,
        "回访记录核对过，评价说的确实是另一件事。",
    ),
    ("当时经办人休假，没能及时联系反映人。", False, "休假应有人代班，不是不计入的理由。"),
)


def seed_rating(office: Area, *, now: dt.datetime) -> None:
    """Once: an office with weights is left alone."""
    if RateWeight.objects.filter(office=office).exists():
        return
    since = timezone.localdate(now).replace(month=1, day=1) - dt.timedelta(days=366)
    set_weights(
        office, weights=WEIGHTS, since=since.replace(month=1, day=1), source=DOCUMENT, actor=None, now=now
    )
    unhappy = rate_called(RateName.SATISFACTION).rows(MISSED, now).filter(report__office=office)
    ids = list(dict.fromkeys(unhappy.order_by("at", "pk").values_list("report_id", flat=True)))
    asker, decider = (Person.objects.get(office=office, username=name) for name in ("dispatcher", "checker"))
    for report_id, (reason, grant, answer) in zip(ids, REQUESTS, strict=False):
        (row,) = ask_exclusion(report_id, rates=[RateName.SATISFACTION], reason=reason, actor=asker, now=now)
        decide_exclusion(row.pk, grant=grant, answer=answer, actor=decider, now=now)
