"""The book itself: the only place where an entry is written and an account's sums change."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.money import yuan_text
from gongjian.modules.funds.models import Account, Entry


def locked_account(pk: int) -> Account:
    """The account, held until the transaction ends: who comes second sees what the first left."""
    return Account.objects.select_for_update(of=("self",)).select_related("office", "unit__area").get(pk=pk)


def post(
    account: Account,
    kind: str,
    *,
    actor: Person | None,
    now: dt.datetime,
    granted: int = 0,
    reserved: int = 0,
    spent: int = 0,
    item: Item | None = None,
    reverses: Entry | None = None,
    reason: str = "",
) -> Entry:
    """Add one line to a locked account. Raises Refused when its year is closed, or when less than nothing would be left."""
    if account.closed_at:
        raise Refused(
            _("The year of this account is closed. Use the account of the present year."), code="closed"
        )
    needed = reserved + spent - granted
    if needed > account.free:
        words = _("Only %(left)s yuan of this account are available; %(asked)s are needed. Ask for less.")
        asked = {"left": yuan_text(account.free), "asked": yuan_text(needed)}
        raise Refused(words % asked, field="amount", code="not_enough")
    if account.reserved + reserved < 0 or account.spent + spent < 0:
        raise Refused(
            _("So much is not reserved. Reload the page to see the account as it is."), field="amount"
        )
    account.granted += granted
    account.reserved += reserved
    account.spent += spent
    account.save(update_fields=["granted", "reserved", "spent"])
    entry = Entry.objects.create(
        office=account.office, account=account, kind=kind, granted=granted, reserved=reserved, spent=spent,
        item=item, reverses=reverses, by=actor, at=now,
    )  # fmt: skip
    changes = {"granted": granted, "reserved": reserved, "spent": spent}
    record(f"funds.{kind}", actor=actor, obj=entry, office=account.office, label=str(account), item=item, now=now,
           reason=reason, area_path=account.unit.area.path, changes=changes)  # fmt: skip
    return entry
