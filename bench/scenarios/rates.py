"""The table of rates by each cut, for three months and for three years, and the list behind one of its counts."""

import datetime as dt
from functools import partial

from django.http import QueryDict
from django.utils import timezone

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, moment
from gongjian.core.items.models import Item
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import read_question
from gongjian.core.measures.scope import Scope
from gongjian.core.people.access import Access, access_of
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.rating.table import CUTS, days_of, table_of
from gongjian.modules.reports.rating.weighing import method_of

YEARS = dt.timedelta(days=3 * 365)


def run(bench: Bench) -> None:
    """Every cut of the page on the day after the newest report, then one list of late ones."""
    cast, person = office()
    fill_many(cast, bench.rows, now=moment(), over=YEARS - dt.timedelta(days=70))
    now = Item.objects.latest("opened_at").opened_at + dt.timedelta(days=1)
    today = timezone.localdate(now)
    spans = {"three months": days_of(today), "three years": (today - YEARS, today)}
    for words, (first, last) in spans.items():
        scope = Scope(now=now, paths=(cast.office.path,), since=first, until=last)
        held = Item.objects.filter(opened_at__date__range=(first, last)).count()
        for by in CUTS:
            ask = partial(_table, cast.office, scope, by)
            bench.sample(f"rates by {by}, {words}", ask, times=2, note=f"{held:,} reports")
    access, first = access_of(person, today=today), days_of(today)[0]
    bench.sample("list: late in three months", lambda: _late(access, since=first, now=now), times=3)


def _late(access: Access, *, since: dt.date, now: dt.datetime) -> None:
    given = QueryDict(f"rate=on_time.missed&rate_from={since}")
    question = read_question(REPORTS, given, Asked(access, REPORTS.permission, now))
    ordered, path = REPORTS.sorted_by(question.sort, question.rows())
    count, reach = question.count(ordered), question.reach()
    page_of(ordered, sort=question.sort, path=path, size=question.page_size, count=count, reach=reach)


def _table(office: object, scope: Scope, by: str) -> object:
    method = method_of(office, since=scope.since, until=scope.until)  # type: ignore[arg-type]
    return table_of(scope, by, method=method)
