"""Rules of the fund, the year's grants by them, and taking a wrong one back."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import masked
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.funds.actions.common import account_of, check_sum
from gongjian.modules.funds.book import locked_account, post
from gongjian.modules.funds.models import Account, Entry, EntryKind, FundRule, RuleKind
from gongjian.modules.funds.policy import must

RULED = {
    UnitKind.COMMUNITY_PARTY: RuleKind.COMMUNITY,
    UnitKind.GENERAL_BRANCH: RuleKind.BRANCH,
    UnitKind.BRANCH: RuleKind.BRANCH,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What one organisation gets by the rule, or has got already."""

    unit: Unit
    amount: int
    done: bool


@transaction.atomic
def set_rule(
    office: Area, *, kind: str, amount: int, since: dt.date, source: str, actor: Person, now: dt.datetime,
    is_demo: bool = False,
) -> FundRule:  # fmt: skip
    """Write down what holds from a day on; the rule before it ends on that day and stays readable.

    `amount` is in fen, or in per cent for what is carried over.
    """
    must("funds.rule", office.path, actor=actor, now=now)
    if kind != RuleKind.CARRY:
        check_sum(amount)
    elif not 0 <= amount <= 100:
        raise Refused(_("The share must be between 0 and 100 per cent."), field="share")
    if not source.strip():
        raise Refused(_("Say where this is written: document and date."), field="source")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    before = FundRule.objects.filter(office=office, kind=kind, until__isnull=True).first()
    if before is not None:
        if since <= before.since:
            words = _("The present rule holds since %(day)s: choose a later day.")
            raise Refused(words % {"day": f"{before.since:%Y-%m-%d}"}, field="since")
        before.until = since
        before.save(update_fields=["until"])
    rule = FundRule.objects.create(
        office=office, kind=kind, amount=amount, since=since, source=masked(source)[:120], is_demo=is_demo
    )
    record("funds.set_rule", actor=actor, obj=rule, office=office, label=str(rule), now=now,
           changes={"amount": [before.amount if before else 0, amount]})  # fmt: skip
    return rule


def planned_grants(office: Area, *, year: int) -> list[Planned]:
    """What each organisation gets for a year by the rules of its first day; four queries."""
    rules = {
        rule.kind: rule.amount for rule in FundRule.objects.on(dt.date(year, 1, 1)).filter(office=office)
    }
    granted = Entry.objects.filter(account__office=office, account__year=year, kind=EntryKind.GRANT)
    had = set(granted.filter(reversed_by__isnull=True).values_list("account__unit_id", flat=True))
    had |= set(
        Account.objects.filter(office=office, year=year, closed_at__isnull=False).values_list(
            "unit_id", flat=True
        )
    )
    units = (
        Unit.objects.of_office(office.pk)
        .party()
        .filter(kind__in=RULED)
        .select_related("area")
        .order_by("name")
    )
    return [
        Planned(unit, rules[RULED[UnitKind(unit.kind)]], unit.pk in had)
        for unit in units
        if RULED[UnitKind(unit.kind)] in rules
    ]


@transaction.atomic
def grant_year(office: Area, *, year: int, actor: Person, now: dt.datetime, is_demo: bool = False) -> int:
    """Grant every organisation its sum of the year; who has it already gets nothing more. Returns how many got it."""
    must("funds.rule", office.path, actor=actor, now=now)
    this_year = timezone.localtime(now).year
    if not this_year - 1 <= year <= this_year + 1:
        raise Refused(_("Money is granted for last year, this year or the next."), field="year")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    plan = planned_grants(office, year=year)
    if not plan:
        words = _(
            "No rule holds on the first day of %(year)s: enter the year's sums with their source first."
        )
        raise Refused(words % {"year": year}, field="year", code="no_rule")
    for row in (due := [row for row in plan if not row.done]):
        account = locked_account(account_of(row.unit, year=year, is_demo=is_demo, actor=actor, now=now).pk)
        post(account, EntryKind.GRANT, granted=row.amount, actor=actor, now=now)
    return len(due)


@transaction.atomic
def reverse_grant(entry_id: int, *, reason: str, actor: Person, now: dt.datetime) -> Entry:
    """Take a wrong grant back by a line of its own; the wrong one stays readable. Refused once it is used."""
    entry = Entry.objects.select_related("office").get(pk=entry_id)
    must("funds.rule", entry.office.path, actor=actor, now=now)
    account = locked_account(entry.account_id)
    if not reason.strip():
        raise Refused(_("Give the reason in a few words."), field="reason", code="missing")
    if entry.kind != EntryKind.GRANT:
        raise Refused(
            _("Only a grant is reversed by hand; payments and reservations have steps of their own.")
        )
    if Entry.objects.filter(reverses=entry).exists():
        raise Refused(_("This line has been reversed already."), code="twice")
    return post(
        account,
        EntryKind.CORRECT,
        granted=-entry.granted,
        reverses=entry,
        reason=reason,
        actor=actor,
        now=now,
    )
