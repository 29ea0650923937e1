"""What an agreement's moves do beside changing its state; each runs inside the move's own transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def demand_terms(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """An agreement says at least one thing that somebody gives."""
    if item.pk in (reasons := without_terms([item])):
        raise Refused(reasons[item.pk], code="missing")


def without_terms(items: Sequence[Item]) -> dict[int, str]:
    """Which of the agreements say nothing yet, each with the sentence: one query for all."""
    from gongjian.modules.network.models import AgreementTerm

    ids = [item.pk for item in items]
    saying = set(AgreementTerm.objects.filter(agreement__in=ids).values_list("agreement_id", flat=True))
    words = _("Write down first what each side gives: add at least one term.")
    return {pk: words for pk in ids if pk not in saying}


def sign(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """The day is kept; an agreement that it renews is over as soon as this one is signed."""
    from gongjian.core.items.actions import make_move

    demand_terms(item=item, step=step, actor=actor, now=now)
    agreement = item.agreement
    agreement.signed_on = timezone.localdate(now)
    agreement.save(update_fields=["signed_on"])
    before = agreement.previous
    if before is not None and before.item.state == "running":
        make_move(before.pk, "renew", now=now)
