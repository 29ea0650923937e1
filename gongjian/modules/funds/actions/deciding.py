"""Spending of engineering scale, decided case by case (一事一议): proposing one. What becomes of it are moves of its loop."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.actions import masked
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.trail.actions import record
from gongjian.modules.funds.actions.common import check_matter, check_sum
from gongjian.modules.funds.book import locked_account
from gongjian.modules.funds.flows import CASE
from gongjian.modules.funds.models import SpendingCase
from gongjian.modules.funds.policy import must

LONGEST = 2000


@transaction.atomic
def propose_case(
    account_id: int, *, title: str, matter: Item, amount: int, why: str, actor: Person, now: dt.datetime
) -> SpendingCase:
    """Ask the office to decide on a sum beyond the year's money for one matter of this organisation."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    check_sum(amount)
    check_matter(account, matter, actor=actor, now=now)
    if account.closed_at:
        raise Refused(
            _("The year of this account is closed. Use the account of the present year."), code="closed"
        )
    if matter.is_closed:
        raise Refused(_("The matter is closed: no money is decided for it any more."), field="matter")
    why = masked(why.strip())
    if not why or len(why) > LONGEST:
        raise Refused(
            _("Say why it is needed and how the sum comes about, in at most 2,000 characters."), field="why"
        )
    waiting = (
        SpendingCase.objects.filter(matter=matter, item__state="proposed").select_related("item").first()
    )
    if waiting is not None:
        words = _("Case %(number)s for this matter is still to be decided. Take it back first, or wait.")
        raise Refused(words % {"number": waiting.item.number}, field="matter", code="twice")
    item = open_item(CASE, office=account.office, area=account.unit.area, title=title, actor=actor, now=now)
    case = SpendingCase.objects.create(item=item, account=account, matter=matter, amount=amount, why=why)
    record("funds.propose_case", actor=actor, obj=case, office=account.office, label=str(case), item=item, now=now,
           changes={"amount": amount})  # fmt: skip
    index(item, case_text(case))
    link(item, to=matter, kind=LinkKind.PAYS, by=actor, now=now)
    return case


def case_text(case: SpendingCase) -> str:
    """What a case can be found by."""
    return f"{case.item.title} {case.why}"


def case_texts(ids: Sequence[int]) -> dict[int, str]:
    """`case_text` of many."""
    return {one.pk: case_text(one) for one in SpendingCase.objects.filter(pk__in=ids).select_related("item")}
