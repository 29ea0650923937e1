"""The end of a year: what is carried to the next by rule, what falls back, what has to be finished first."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.funds.actions.common import account_of
from gongjian.modules.funds.book import locked_account, post
from gongjian.modules.funds.models import ASKED, Account, Entry, EntryKind, FundRule, RuleKind, SpendingCase
from gongjian.modules.funds.policy import must


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing does with one account, in fen: `carried` and `lapsed` of what is free; `kept` stays with its matters,
    by item id; `unfinished` payments stand in the way."""

    account: Account
    carried: int
    lapsed: int
    kept: dict[int, int] = field(default_factory=dict)
    unfinished: int = 0

    @property
    def moved(self) -> int:
        """What stays reserved for its matters in the next year."""
        return sum(self.kept.values())


def planned_closing(office: Area, *, year: int) -> list[Closing]:
    """What closing the year would do, account by account, by the rule of its last day. Three queries.

    Raises Refused when no rule holds on that day.
    """
    rule = FundRule.objects.on(dt.date(year, 12, 31)).filter(office=office, kind=RuleKind.CARRY).first()
    if rule is None:
        words = _("No rule says what is carried over at the end of %(year)s. Enter it with its source first.")
        raise Refused(words % {"year": year}, code="no_rule")
    unfinished = Count("payments", filter=Q(payments__item__state__in=ASKED))
    accounts = Account.objects.filter(office=office, year=year, closed_at=None).select_related(
        "unit__area", "office"
    )
    kept = _kept(office, year=year)
    found = []
    for account in accounts.annotate(unfinished=unfinished).order_by("unit__name", "pk"):
        carried = account.free * rule.amount // 100
        lapsed = account.free - carried
        found.append(Closing(account, carried, lapsed, kept[account.pk], account.unfinished))
    return found


@transaction.atomic
def close_year(office: Area, *, year: int, actor: Person, now: dt.datetime) -> int:
    """Close every account of a past year that has no payment under way; returns how many. A second time closes those that
    have become ready since."""
    must("funds.rule", office.path, actor=actor, now=now)
    if year >= timezone.localtime(now).year:
        raise Refused(_("A year is closed once it is over."), field="year")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    ready = [row.account.pk for row in planned_closing(office, year=year) if not row.unfinished]
    for pk in ready:
        locked_account(pk)
    done = [
        row for row in planned_closing(office, year=year) if row.account.pk in ready and not row.unfinished
    ]
    for row in done:
        _close(row, actor=actor, now=now)
    return len(done)


def _close(row: Closing, *, actor: Person, now: dt.datetime) -> None:
    old = locked_account(row.account.pk)
    opened = account_of(old.unit, year=old.year + 1, is_demo=old.is_demo, actor=actor, now=now)
    new = locked_account(opened.pk)
    items = Item.objects.in_bulk(row.kept)
    for pk, amount in row.kept.items():
        post(old, EntryKind.RELEASE, reserved=-amount, item=items[pk], actor=actor, now=now)
    taken = row.carried + row.moved
    if taken:
        post(old, EntryKind.CARRIED, granted=-taken, actor=actor, now=now)
        post(new, EntryKind.BROUGHT, granted=taken, actor=actor, now=now)
    for pk, amount in row.kept.items():
        post(new, EntryKind.RESERVE, reserved=amount, item=items[pk], actor=actor, now=now)
    if row.lapsed:
        post(old, EntryKind.LAPSED, granted=-row.lapsed, actor=actor, now=now)
    SpendingCase.objects.filter(account=old, item__closed_at=None).update(account=new)
    old.closed_at = now
    old.save(update_fields=["closed_at"])
    record("funds.close_account", actor=actor, obj=old, office=old.office, label=str(old), now=now,
           area_path=old.unit.area.path)  # fmt: skip


def _kept(office: Area, *, year: int) -> dict[int, dict[int, int]]:
    """By account, what stands reserved for each matter."""
    lines = Entry.objects.filter(account__office=office, account__year=year, item__isnull=False).order_by()
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for account, item, amount in (
        lines.values_list("account", "item").annotate(sum=Sum("reserved")).filter(sum__gt=0)
    ):
        found[account][item] = amount
    return found
