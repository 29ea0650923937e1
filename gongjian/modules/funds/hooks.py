"""What a payment's moves do to the book; each runs inside the move's own transaction."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def checked(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """Whoever asked for the money does not check it."""
    if actor is not None and item.reporter_id == actor.pk:
        raise Refused(_("You asked for this payment: another person has to check it."), code="not_allowed")


def spend(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The reserved sum is spent; whoever asked for the money does not order it either."""
    if actor is not None and item.reporter_id == actor.pk:
        raise Refused(_("You asked for this payment: another person has to order it."), code="not_allowed")
    from gongjian.modules.funds.book import locked_account, post
    from gongjian.modules.funds.models import EntryKind

    payment = item.payment
    account = locked_account(payment.account_id)
    post(
        account,
        EntryKind.SPEND,
        reserved=-payment.amount,
        spent=payment.amount,
        item=item,
        actor=actor,
        now=now,
    )


def come_back(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """A payment that failed: the sum is reserved again."""
    from gongjian.modules.funds.book import locked_account, post
    from gongjian.modules.funds.models import EntryKind

    payment = item.payment
    account = locked_account(payment.account_id)
    post(
        account,
        EntryKind.RETURN,
        reserved=payment.amount,
        spent=-payment.amount,
        item=item,
        actor=actor,
        now=now,
    )


def release(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """What was not paid is free again; what came out of a matter's reservation goes back into it."""
    from gongjian.modules.funds.book import locked_account, post
    from gongjian.modules.funds.models import EntryKind

    payment = item.payment
    account = locked_account(payment.account_id)
    post(account, EntryKind.RELEASE, reserved=-payment.amount, item=item, actor=actor, now=now)
    if payment.drawn:
        post(account, EntryKind.RESERVE, reserved=payment.drawn, item=payment.matter, actor=actor, now=now)
    payment.vouchers.update(live=False)


def decide(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The case is approved: its sum is granted to the organisation and kept for the matter in one go."""
    from gongjian.modules.funds.book import locked_account, post
    from gongjian.modules.funds.models import EntryKind

    case = item.spending_case
    if actor is not None and item.reporter_id == actor.pk:
        raise Refused(
            _("You proposed this case: another person has to enter the decision."), code="not_allowed"
        )
    if case.matter.is_closed:
        raise Refused(_("The matter is closed: no money is decided for it any more."), code="closed")
    account = locked_account(case.account_id)
    post(account, EntryKind.CASE, granted=case.amount, item=item, actor=actor, now=now)
    post(account, EntryKind.RESERVE, reserved=case.amount, item=case.matter, actor=actor, now=now)


def settle(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """What of the case's sum is still kept for the matter falls back to the office."""
    from gongjian.modules.funds.book import locked_account, post
    from gongjian.modules.funds.models import Entry, EntryKind

    case = item.spending_case
    account = locked_account(case.account_id)
    left = min(case.amount, Entry.objects.filter(account=account).reserved_for(case.matter))
    if left > 0:
        post(account, EntryKind.RELEASE, reserved=-left, item=case.matter, actor=actor, now=now)
        post(account, EntryKind.LAPSED, granted=-left, item=item, actor=actor, now=now)
