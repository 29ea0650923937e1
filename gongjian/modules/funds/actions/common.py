"""What several verbs of the money need."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.money import MOST
from gongjian.modules.funds.flows import CASE, PAYMENT
from gongjian.modules.funds.models import Account


def account_of(unit: Unit, *, year: int, is_demo: bool, actor: Person, now: dt.datetime) -> Account:
    """The organisation's account of the year, opened if there is none yet."""
    account, made = Account.objects.get_or_create(
        code=f"{year}-{unit.pk}",
        defaults={"office": unit.office, "unit": unit, "year": year, "is_demo": is_demo},
    )
    if made:
        record("funds.open_account", actor=actor, obj=account, office=unit.office, label=str(account), now=now,
               area_path=unit.area.path)  # fmt: skip
    return account


def check_sum(amount: int) -> None:
    """Refuse what is no sum to spend."""
    if not 0 < amount <= MOST:
        raise Refused(_("The sum must be more than nothing."), field="amount")


def check_matter(account: Account, matter: Item, *, actor: Person, now: dt.datetime) -> None:
    """Refuse a matter that the person cannot read, or that is itself a step of the money."""
    access = access_of(actor, today=timezone.localtime(now).date())
    seen = Item.objects.visible_to(access).filter(pk=matter.pk, office_id=account.office_id)
    if matter.kind in (PAYMENT.kind, CASE.kind) or not seen.exists():
        raise Refused(_("There is no such matter in this office. Check its number."), field="matter")
