"""Leaving a report out of a rate: asked for with a reason, approved or refused by a second person with another role."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models.clock import Decision
from gongjian.core.items.side import words
from gongjian.core.manifest import permissions
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import RateExclusion, RateName, Report
from gongjian.modules.reports.rating.keeping import forget_counts

ASK, DECIDE = "reports.ask_exclusion", "reports.decide_exclusion"


@transaction.atomic
def ask_exclusion(
    report_id: int,
    *,
    rates: Sequence[str],
    reason: str,
    actor: Person,
    now: dt.datetime,
    access: Access | None = None,
) -> list[RateExclusion]:
    """Ask that a report be left out of some rates; until somebody else approves, it counts in all of them."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    report = _locked(report_id)
    if not access.may(ASK, report.item.area_path):
        raise Refused(
            _("Only the desk and those who handle reports here may ask for this."), code="not_allowed"
        )
    chosen = [rate for rate in RateName.values if rate in rates]
    if not chosen or len(chosen) != len(set(rates)):
        raise Refused(_("Choose at least one of the rates."), field="rates")
    told = words(reason, field="reason")
    live = report.rate_exclusions.exclude(decision=Decision.REFUSED).filter(rate__in=chosen)
    if (known := live.first()) is not None:
        raise Refused(
            _("There is a request for this report and the %(rate)s already.")
            % {"rate": known.get_rate_display()},
            field="rates",
        )
    return [_ask(report, rate, reason=told, actor=actor, now=now) for rate in chosen]


@transaction.atomic
def decide_exclusion(
    exclusion_id: int,
    *,
    grant: bool,
    answer: str,
    actor: Person,
    now: dt.datetime,
    access: Access | None = None,
) -> RateExclusion:
    """Approve or refuse a request, saying why: never one's own, never for one's own unit, and with another role."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    row = (
        RateExclusion.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=exclusion_id)
    )
    report = _locked(row.report_id)
    check_may_decide(row, report, actor=actor, access=access, now=now)
    row.answer, row.decided_by, row.decided_at = words(answer, field="answer"), actor, now
    row.decision = Decision.GRANTED if grant else Decision.REFUSED
    row.save(update_fields=["answer", "decided_by", "decided_at", "decision"])
    record(
        "reports.decide_exclusion", actor=actor, obj=row, office=report.office, label=str(report.item), item=report.item,
        now=now, reason=row.answer, changes={"rate": row.rate, "decision": [Decision.ASKED, row.decision]},
    )  # fmt: skip
    forget_counts()
    return row


def check_may_decide(
    row: RateExclusion, report: Report, *, actor: Person, access: Access, now: dt.datetime
) -> None:
    """Raises Refused, with the reason in words, for whoever must not decide this request."""
    if row.decision != Decision.ASKED:
        raise Refused(_("This request has been decided already."), code="wrong_state")
    if not access.may(DECIDE, report.item.area_path):
        raise Refused(_("Checker or secretary of this area decide on this."), code="not_allowed")
    if row.asked_by_id == actor.pk:
        raise Refused(_("You asked for this yourself: somebody else decides."), code="not_allowed")
    if access.unit_ids & _units_judged(report):
        raise Refused(_("Your unit would be judged by this rate: somebody else decides."), code="not_allowed")
    asker = access_of(row.asked_by, today=timezone.localtime(now).date())
    if not _deciding_roles(access, report) - set(asker.paths_by_role):
        raise Refused(
            _("Whoever asked holds the same role as you: somebody with another role decides."),
            code="not_allowed",
        )


def _ask(report: Report, rate: str, *, reason: str, actor: Person, now: dt.datetime) -> RateExclusion:
    row = RateExclusion.objects.create(report=report, rate=rate, reason=reason, asked_by=actor, asked_at=now)
    record(
        "reports.ask_exclusion", actor=actor, obj=row, office=report.office, label=str(report.item), item=report.item,
        now=now, reason=reason, changes={"rate": rate},
    )  # fmt: skip
    return row


def _locked(report_id: int) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related(
        "item", "office", "merged_into__item"
    )
    return rows.get(pk=report_id)


def _units_judged(report: Report) -> set[int]:
    """Every unit that has had the report in hand, or has the one with which it was joined."""
    passed = report.item.steps.filter(unit__isnull=False).values_list("unit_id", flat=True)
    joint = report.merged_into.item.unit_id if report.merged_into else None
    return {unit for unit in (*passed, report.item.unit_id, joint) if unit}


def _deciding_roles(access: Access, report: Report) -> set[str]:
    roles = permissions()[DECIDE].roles
    path = report.item.area_path
    return {
        str(role) for role in roles if any(path.startswith(own) for own in access.paths_by_role.get(role, ()))
    }
