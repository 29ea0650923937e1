"""What follows by itself: a need goes where its matches are, and a unit that leaves takes its offers along."""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.modules.exchange.actions.giving import withdraw_resource
from gongjian.modules.exchange.models import Match, Need, Resource
from gongjian.modules.exchange.models.asking import AGREED, WAITING

STEPS = {"open": "lapse", "offered": "offer", "agreed": "agree", "served": "serve"}


@transaction.atomic
def follow_matches(need_id: int, *, now: dt.datetime) -> None:
    """Served when enough was delivered, else agreed, offered or open, as the furthest of its live matches stands."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=need_id)
    need = Need.objects.get(pk=need_id)
    if item.is_closed:
        return
    target = _state_of(need)
    if item.state != target:
        make_move(need_id, STEPS[target], actor=None, now=now)


def _state_of(need: Need) -> str:
    matches = Match.objects.filter(need=need)
    came = matches.filter(item__state="delivered").aggregate(sum=Sum("delivered"))["sum"] or 0
    if came >= need.quantity:
        return "served"
    states = set(matches.live().values_list("item__state", flat=True))
    if states & set(AGREED):
        return "agreed"
    return "offered" if states & set(WAITING) else "open"


@transaction.atomic
def unit_withdrew(unit: Unit, *, reason: str, by: Person | None, now: dt.datetime) -> int:
    """End all that the unit gives, with its open matches; how many resources. What it delivered stays."""
    words = _("The unit takes no more part: %(reason)s") % {"reason": reason or _("no reason given")}
    kept = list(Resource.objects.filter(unit=unit).kept().values_list("pk", flat=True))
    for pk in kept:
        withdraw_resource(pk, reason=words[:200], actor=None, now=now)
    return len(kept)
