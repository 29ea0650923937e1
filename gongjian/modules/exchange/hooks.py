"""What the moves do beside changing a state; each runs inside the move's own transaction.

Locks are taken in one order everywhere: the match, then its need, then the resource.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

REST_DAYS = 90
"""For so long a pair that was declined is not proposed again."""


def follow(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The need goes where its matches are."""
    from gongjian.modules.exchange.actions.following import follow_matches

    match = item.match
    item.save(update_fields=["state", "closed_at"])
    follow_matches(match.need_id, now=now)


def remember_giving(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The giving unit's no is remembered with its reason."""
    _remember("giving", item=item, step=step, actor=actor, now=now)


def remember_asking(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The asking side's no is remembered with its reason."""
    _remember("asking", item=item, step=step, actor=actor, now=now)


def _remember(side: str, *, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    from gongjian.modules.exchange.models import Declining

    match = item.match
    made = Declining.objects.create(
        match=match, need_id=match.need_id, resource_id=match.resource_id, side=side, reason=step.note[:500],
        until=timezone.localtime(now).date() + dt.timedelta(days=REST_DAYS), by=actor, at=now,
    )  # fmt: skip
    record(
        "exchange.remember_declining", actor=actor, obj=made, office=item.office, label=str(item), item=item, now=now,
        changes={"until": ["", made.until], "side": ["", side]},
    )  # fmt: skip
    follow(item=item, step=step, actor=actor, now=now)


def keep_delivery(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """How much came, how it was, and what was said: everything agreed where no other figure was given."""
    match = item.match
    match.delivered = int(step.data.get("delivered", match.quantity))
    match.rating = step.data.get("rating")
    match.words = step.note[:500]
    match.save(update_fields=["delivered", "rating", "words"])
    follow(item=item, step=step, actor=actor, now=now)


def demand_delivery(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """Only a need to which something was delivered is served in part."""
    if item.pk in (reasons := without_delivery([item])):
        raise Refused(reasons[item.pk], code="missing")


def without_delivery(items: Sequence[Item]) -> dict[int, str]:
    """Which of the needs got nothing yet, each with the sentence; one query for all of them."""
    from gongjian.modules.exchange.models import Match

    ids = [item.pk for item in items]
    served = set(
        Match.objects.filter(need__in=ids, item__state="delivered").values_list("need_id", flat=True)
    )
    words = _("Nothing was delivered yet: offer a resource, or close it as one that cannot be met.")
    return {pk: words for pk in ids if pk not in served}
