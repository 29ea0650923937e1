"""What a resident's typing and a new report cost beside many: the hint of what neighbours told already, and joining a topic
right after the report came in."""

from itertools import count

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, moment
from gongjian.core.items.models import Item
from gongjian.modules.reports.actions import Told, report_publicly
from gongjian.modules.reports.hearing.joining import join_topic
from gongjian.modules.reports.hearing.likely import heard_before
from gongjian.modules.reports.models import HotTopic, Report, TopicMessage

TYPED = "文化路的路灯半夜不亮了，晚上很黑"
TOPICS = 200
EVERYTHING = "LIKE over all open reports: 路灯"


def run(bench: Bench) -> None:
    """The database holds so many reports, the newest of them in topics of twenty."""
    cast, _person = office()
    now = moment()
    fill_many(cast, bench.rows, now=now)
    _topics(cast)
    newest = Item.objects.order_by("-opened_at").values_list("opened_at", flat=True)[0]
    bench.sample(
        EVERYTHING, lambda: list(Item.objects.filter(closed_at=None, title__icontains="路灯")[:300]), times=10
    )
    for what, given in (
        ("hint, a community chosen", {"area": cast.community, "place": "文化路"}),
        ("hint, only the office chosen", {"area": cast.office, "place": "文化路"}),
        ("hint, no place yet", {}),
    ):
        bench.sample(what, lambda given=given: heard_before(TYPED, now=newest, **given), against=EVERYTHING)
    numbers = count()

    def come() -> int:
        told = Told(area=cast.community, text=TYPED, phone=f"138{next(numbers):08}")
        return report_publicly(told, now=newest).pk

    bench.sample("a report comes in", come)
    waiting = [come() for _number in range(40)]
    TopicMessage.objects.filter(report__in=waiting).delete()
    bench.sample("it joins its topic", lambda: join_topic(waiting.pop(), now=newest), times=30)


def _topics(cast: object) -> None:
    reports = Report.objects.select_related("item").order_by("-item__opened_at")[: TOPICS * 20]
    rows = list(reports)
    for place in range(0, len(rows), 20):
        first, group = rows[place], rows[place : place + 20]
        topic = HotTopic.objects.create(
            office=first.office, anchor=first, place=first.item.place[:20] or "文化路", matter="路灯", people=20, messages=20,
            weight=20.0, first_at=group[-1].item.opened_at, last_at=first.item.opened_at, counted_at=first.item.opened_at,
        )  # fmt: skip
        TopicMessage.objects.bulk_create([TopicMessage(report=one, topic=topic) for one in group])
