"""Reading what somebody asks of the table of rates, and making it: the same for page, file and program."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.measures.asking import Question, read_question
from gongjian.core.people.access import Access
from gongjian.modules.reports.rating.keeping import counts_at
from gongjian.modules.reports.rating.table import CUTS, Table, days_of, table_of
from gongjian.modules.reports.rating.weighing import method_of

PERMISSION = "reports.view"


def read_rates(given: Mapping[str, str], access: Access, *, now: dt.datetime) -> Question:
    """Parameters `area`, `since`, `until`, `at` and `by` (unit, category, area, month); without days the last three months,
    with one of them the year from or up to it."""
    question = read_question(given, access, now=now, permission=PERMISSION)
    by = given.get("by") or "unit"
    if by not in CUTS:
        question.problems.append(_("This number cannot be told by “%(by)s”.") % {"by": by[:30]})
        by = "unit"
    question.by = by
    first, last = days_of(timezone.localdate(question.scope.now))
    since, until = question.scope.since, question.scope.until
    if since or until:
        last = until or max(last, since or last)
        first = since or last - dt.timedelta(days=365)
    question.scope = replace(question.scope, since=first, until=last)
    return question


def answer_rates(question: Question, *, anew: bool = False) -> Table:
    """The table of what was asked; `anew`: counted now, though it was kept. Raises Refused for more than 120 months."""
    scope = question.scope
    assert scope.since is not None
    assert scope.until is not None
    method = method_of(office_asked(question), since=scope.since, until=scope.until)
    if question.of_the_past:
        return table_of(scope, question.by, method=method)
    counts, at = counts_at(scope, question.by, anew=anew)
    return table_of(scope, question.by, method=method, counts=counts, at=at)


def office_asked(question: Question) -> Area | None:
    """The one office to which all that was asked about belongs; None for several or none."""
    if question.area is not None:
        return question.area.office
    tops = Area.objects.filter(path__in=question.scope.paths or ()).select_related("office")
    offices = {area.office for area in tops}
    return next(iter(offices)) if len(offices) == 1 else None
