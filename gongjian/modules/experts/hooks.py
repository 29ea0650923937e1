"""What the moves of an order do beside changing its state; each runs inside the move's own transaction.

Locks are taken in one order everywhere: the order, then its service, then the expert.
"""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.items.telling import hands_of, tell
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused

MOST_PEOPLE = 100_000


def keep_acceptance(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The unit's yes, and who will come; nobody is promised to two places at once."""
    from gongjian.modules.experts.booking import check_free, expert_of

    order = item.service_order
    if chosen := step.data.get("expert"):
        order.expert = expert_of(int(chosen), order.service)
    if order.expert is not None:
        check_free(order.expert, order.starts_at, order.ends_at, but=order.pk)
    order.accepted, order.answered_at = True, now
    order.save(update_fields=["expert", "accepted", "answered_at"])
    _tell_orderer("order_accepted", item, step, now=now)


def keep_declining(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The unit's no, also after a yes."""
    order = item.service_order
    order.accepted, order.answered_at = False, now
    order.save(update_fields=["accepted", "answered_at"])
    _tell_orderer("order_declined", item, step, now=now)


def keep_delivery(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """That it was given, and how many came."""
    order, came = item.service_order, step.data.get("came")
    if came is None:
        raise Refused(_("Say how many came."), field="came", code="missing")
    if not 0 <= int(came) <= MOST_PEOPLE:
        raise Refused(_("A whole number from 0 to 100,000."), field="came")
    if now < order.starts_at:
        begins = f"{timezone.localtime(order.starts_at):%Y-%m-%d %H:%M}"
        words = _("It begins on %(when)s only: report it afterwards.")
        raise Refused(words % {"when": begins}, field="came", code="too_early")
    order.came, order.given_at = int(came), now
    order.save(update_fields=["came", "given_at"])
    _tell_orderer("order_given", item, step, now=now)


def keep_rating(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The ordering side's word on the service; nobody rates what her own unit gave."""
    rating = step.data.get("rating")
    if rating is None:
        raise Refused(_("Choose a rating from 1 to 5."), field="rating", code="missing")
    if not 1 <= int(rating) <= 5:
        raise Refused(_("A rating is a number from 1 to 5."), field="rating")
    if actor is not None and item.unit_id in access_of(actor, today=timezone.localtime(now).date()).unit_ids:
        raise Refused(
            _("Your own unit gave this service: the side that ordered it rates."), code="not_allowed"
        )
    order = item.service_order
    order.rating, order.comment, order.rated_at = int(rating), step.note[:500], now
    order.save(update_fields=["rating", "comment", "rated_at"])


def tell_giver(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The giving unit learns that nothing is asked of it any more."""
    tell(hands_of(item), "order_cancelled", item, cause=f"step:{step.pk}", now=now)


def _tell_orderer(kind: str, item: Item, step: Step, *, now: dt.datetime) -> None:
    if item.reporter is not None and item.reporter_id != step.actor_id:
        tell([item.reporter], kind, item, cause=f"step:{step.pk}", now=now)
