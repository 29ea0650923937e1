"""The rows that rates are counted from: first deadlines, first answers, verdicts, matters that could be told again."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongjian.core.items.as_of import came_by, closed_by
from gongjian.core.items.models import Clock
from gongjian.modules.reports.models import Answer, RateExclusion, Report, Satisfaction
from gongjian.modules.reports.models.report import counts

WHOLE_WAY = ("close", "due")
FIXED = ("fixed", "fixed_at_once")
AGAIN_DAYS = 30
AGAIN = dt.timedelta(days=AGAIN_DAYS)
TARGET = "item__report__merged_into"


def left_out(rate: str, now: dt.datetime, *, report: str) -> Q:
    """Rows of reports that an approved request leaves out of the rate; `report` is the query path to the report's id."""
    granted = RateExclusion.objects.granted().filter(rate=rate, decided_at__lte=now)
    return Q(Exists(granted.filter(report=OuterRef(report))))


def deadlines(now: dt.datetime) -> "QuerySet[Clock]":
    """The first deadline for the whole way of each report, as far as it has passed: one clock per report.

    What comes later (reopened with new time) never moves a report out of the days in which it was first due.
    """
    earlier = Clock.objects.filter(item=OuterRef("item"), name__in=WHOLE_WAY, pk__lt=OuterRef("pk"))
    first = Clock.objects.filter(~Exists(earlier), name__in=WHOLE_WAY, item__kind="report", due_at__lte=now)
    return first.filter(counts("item__report__"))


def answered_in_time(now: dt.datetime) -> Q:
    """Of deadlines: an answer had been given by then, on the report or on the one with which it was joined."""
    given = Answer.objects.filter(at__lte=OuterRef("due_at")).filter(at__lte=now)
    own, joint = (Exists(given.filter(report=OuterRef(path))) for path in ("item_id", f"{TARGET}_id"))
    return Q(own) | Q(joint)


def fixed(now: dt.datetime) -> Q:
    """Of deadlines: closed now, and as fixed; a joined report ends as the other one does."""
    own = Q(**{f"{TARGET}__isnull": True, "item__result__in": FIXED}) & closed_by(now)
    joint = Q(**{f"{TARGET}__item__result__in": FIXED}) & closed_by(now, under=f"{TARGET}__item__")
    return own | joint


def kept(now: dt.datetime) -> Q:
    """Of deadlines: closed now, and in time in every round; a joined report when the other was closed by its deadline."""
    late = Clock.objects.filter(item=OuterRef("item"), name__in=WHOLE_WAY, stopped_at__gt=F("due_at"))
    own = Q(**{f"{TARGET}__isnull": True}) & closed_by(now) & ~Q(Exists(late))
    joint = Q(**{f"{TARGET}__item__closed_at__lte": F("due_at")})
    return own | joint


def first_answers(now: dt.datetime) -> "QuerySet[Answer]":
    """The first answer of each report that has one."""
    before = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
    earlier = Answer.objects.filter(before, report=OuterRef("report"))
    came = came_by(now, under="report__item__")
    return Answer.objects.filter(~Exists(earlier), came, counts("report__"), at__lte=now)


def verdicts(now: dt.datetime) -> "QuerySet[Satisfaction]":
    """All verdicts, round by round."""
    return Satisfaction.objects.filter(counts("report__"), at__lte=now)


def matters(now: dt.datetime) -> "QuerySet[Report]":
    """Reports that came 30 days ago or earlier, so that all had the same time to be told again; joined ones are the
    telling again, not a matter of their own."""
    return Report.objects.filter(counts(), item__opened_at__lte=now - AGAIN, merged_into__isnull=True)


def told_again(now: dt.datetime) -> Q:
    """Of matters: within 30 days another report was joined with it, or came of the same category from the same number
    or about the same place of the same area."""
    later = Report.objects.filter(
        counts(),
        item__opened_at__gt=OuterRef("item__opened_at"),
        item__opened_at__lte=OuterRef("item__opened_at") + AGAIN,
    )
    alike = later.filter(category=OuterRef("category"))
    called = alike.filter(phone_index=OuterRef("phone_index"))
    placed = alike.filter(item__area=OuterRef("item__area"), item__place=OuterRef("item__place"))
    return (
        Q(Exists(later.filter(merged_into=OuterRef("pk"))))
        | Q(phone_index__gt="") & Q(Exists(called))
        | Q(item__place__gt="") & Q(Exists(placed))
    )
