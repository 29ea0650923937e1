"""The table of rates by each cut, for three months and for three years, and the list behind one of its counts."""

import datetime as dt

from django.http import QueryDict
from django.utils import timezone

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, moment
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import read_question
from gongjian.core.measures.scope import Scope
from gongjian.core.people.access import Access, access_of
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.rating.table import CUTS, days_of, table_of
from gongjian.modules.reports.rating.weighing import method_of


def run(bench: Bench) -> None:
    """Every cut of the page, then one list of late reports."""
    cast, person = office()
    fill_many(cast, bench.rows, now=moment())
    now, today = moment(), timezone.localdate(moment())
    spans = {"three months": days_of(today), "three years": (today - dt.timedelta(days=1096), today)}
    for words, (first, last) in spans.items():
        for by in CUTS:
            scope = Scope(now=now, paths=(cast.office.path,), since=first, until=last)
            bench.sample(f"rates by {by}, {words}", lambda s=scope, b=by: _table(cast.office, s, b), times=3)
    access = access_of(person, today=today)
    bench.sample("list: late in three months", lambda: _late(access, since=days_of(today)[0]), times=3)


def _late(access: Access, *, since: dt.date) -> None:
    given = QueryDict(f"rate=on_time.missed&rate_from={since}")
    question = read_question(REPORTS, given, Asked(access, REPORTS.permission, moment()))
    ordered, path = REPORTS.sorted_by(question.sort, question.rows())
    count, reach = question.count(ordered), question.reach()
    page_of(ordered, sort=question.sort, path=path, size=question.page_size, count=count, reach=reach)


def _table(office: object, scope: Scope, by: str) -> object:
    method = method_of(office, since=scope.since, until=scope.until)  # type: ignore[arg-type]
    return table_of(scope, by, method=method)
