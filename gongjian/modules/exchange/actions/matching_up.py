"""Bringing a resource and a need together within the resource's capacity, and what came of it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import last_minute
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.exchange import policy
from gongjian.modules.exchange.actions.checking import amount, trail
from gongjian.modules.exchange.actions.following import follow_matches
from gongjian.modules.exchange.capacity import left_in, period_of
from gongjian.modules.exchange.flows import MATCH
from gongjian.modules.exchange.models import Declining, Match, Need, Offered, Resource


@transaction.atomic
def propose_match(
    need_id: int,
    *,
    resource: Resource,
    quantity: int,
    first_day: dt.date,
    actor: Person,
    now: dt.datetime,
    last_day: dt.date | None = None,
) -> Match:
    """Offer so much of a resource for a need. It is kept for the need from now on; both sides still have to agree.

    Need and resource are locked, so that two needs for the last slot cannot both get it.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("office", "area").get(pk=need_id)
    need = Need.objects.select_related("category").get(pk=need_id)
    policy.must_arrange(item.area_path, actor, now=now)
    if item.is_closed:
        raise Refused(
            _("The need is closed. Take it up again before you offer something."), code="wrong_state"
        )
    resource = _locked(resource.pk)
    last_day = last_day or first_day
    amount(quantity, field="quantity")
    _check_days(resource, first_day, last_day, now=now)
    _check_resource(resource, item, day=first_day, now=now)
    _check_quantity(need, resource, quantity, day=first_day)
    match = _store(need, item, resource, quantity, first_day, last_day, actor=actor, now=now)
    follow_matches(need_id, now=now)
    return match


def _store(
    need: Need, item: Item, resource: Resource, quantity: int, first_day: dt.date, last_day: dt.date, *,
    actor: Person, now: dt.datetime,
) -> Match:  # fmt: skip
    title = f"{resource.title} → {item.title}"
    opened = open_item(
        MATCH, office=item.office, area=item.area, title=title if len(title) <= 200 else f"{title[:199]}…", now=now,
        actor=actor, place=item.place, lat=item.lat, lon=item.lon, unit=resource.unit, urgent=item.urgent,
        due_at=last_minute(last_day),
    )  # fmt: skip
    match = Match.objects.create(
        item=opened, need=need, resource=resource, quantity=quantity, first_day=first_day, last_day=last_day
    )
    index(opened, f"{opened.title} {resource.unit} {opened.number}")
    trail("propose", match, office=item.office, actor=actor, now=now, item=opened,
          changes={"quantity": [0, quantity], "day": ["", first_day]})  # fmt: skip
    link(match, to=need, kind=LinkKind.SERVES, by=actor, now=now)
    link(match, to=resource, kind=LinkKind.ORIGIN, by=actor, now=now)
    return match


@transaction.atomic
def confirm_delivery(
    match_id: int,
    *,
    delivered: int,
    actor: Person,
    now: dt.datetime,
    rating: int | None = None,
    words: str = "",
) -> Match:
    """The asking side says how much really came, how the delivery was (1 to 5) and what there is to say."""
    match = Match.objects.select_related("item").get(pk=match_id)
    if not 1 <= delivered <= match.quantity:
        text = _(
            "Between 1 and the %(most)d agreed. If nothing came, cancel; if more came, enter the rest as another offer."
        )
        raise Refused(text % {"most": match.quantity}, field="delivered")
    if rating is not None and not 1 <= rating <= 5:
        raise Refused(_("A rating is a number from 1 to 5."), field="rating")
    if len(words) > 500:
        raise Refused(_("The text is too long: at most %(most)d characters.") % {"most": 500}, field="words")
    told = {"delivered": delivered, "rating": rating}
    make_move(match_id, "deliver", actor=actor, note=words, data=told, now=now)
    match.refresh_from_db()
    trail("confirm_delivery", match, office=match.item.office, actor=actor, now=now, item=match.item,
          changes={"delivered": ["", delivered]})  # fmt: skip
    return match


def accept_by_link(thing: Match, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The giving unit's yes, without an account."""
    _of(thing, unit)
    make_move(thing.pk, "accept", actor=actor, note=_by(unit, reason), now=now)


def decline_by_link(thing: Match, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The giving unit's no, without an account; the reason is remembered."""
    _of(thing, unit)
    make_move(thing.pk, "decline", actor=actor, note=_by(unit, reason), now=now)


def _of(match: Match, unit: Unit) -> None:
    if match.item.unit_id != unit.pk:
        raise Refused(_("This request is for another unit."), code="not_allowed")


def _by(unit: Unit, words: str) -> str:
    return " ".join(part for part in (_("%(unit)s, by private link.") % {"unit": unit}, words) if part)


def _locked(resource_id: int) -> Resource:
    Resource.objects.select_for_update(of=("self",)).get(pk=resource_id)
    return Resource.objects.with_all().get(pk=resource_id)


def _check_days(resource: Resource, first: dt.date, last: dt.date, *, now: dt.datetime) -> None:
    if last < first:
        raise Refused(_("The last day lies before the first. Check both days."), field="last_day")
    if first < timezone.localtime(now).date():
        raise Refused(_("This day is over already. Choose a later one."), field="first_day")
    if last > period_of(resource.per, first)[1]:
        words = _("The days reach beyond one period of this resource (%(per)s): make one offer for each.")
        raise Refused(words % {"per": resource.get_per_display()}, field="last_day")
    if (resource.since and first < resource.since) or (resource.until and last > resource.until):
        raise Refused(
            _("The resource cannot be had on these days. Look at its first and last day."), field="first_day"
        )
    open_days = {one.weekday for one in resource.windows.all()}
    spanned = {(first + dt.timedelta(days=n)).weekday() for n in range(min(7, (last - first).days + 1))}
    if open_days and not open_days & spanned:
        raise Refused(
            _("It can be had at these hours only: %(hours)s") % {"hours": resource.hours_text},
            field="first_day",
        )


def _check_resource(resource: Resource, item: Item, *, day: dt.date, now: dt.datetime) -> None:
    if resource.office_id != item.office_id:
        raise Refused(_("That resource belongs to another office."), field="resource")
    if resource.state != Offered.OFFERED or not resource.unit.active:
        raise Refused(_("This resource is not on offer now. Choose another one."), field="resource")
    today = timezone.localtime(now).date()
    no = Declining.objects.in_force(today).filter(need=item.pk, resource=resource).first()
    if no is not None:
        words = _("%(side)s declined this on %(day)s (%(reason)s); not again before %(until)s.")
        told = {"side": no.get_side_display(), "day": timezone.localtime(no.at).date(), "reason": no.reason}
        raise Refused(words % (told | {"until": no.until}), field="resource", code="declined")


def _check_quantity(need: Need, resource: Resource, quantity: int, *, day: dt.date) -> None:
    if quantity > (missing := need.missing):
        words = ngettext("The need lacks only %(n)d more.", "The need lacks only %(n)d more.", missing)
        raise Refused(words % {"n": missing}, field="quantity")
    if quantity > (left := left_in(resource, day)):
        words = _("Only %(left)d %(measure)s are left in this period. Take less, or another day.")
        raise Refused(words % {"left": left, "measure": resource.measure}, field="quantity", code="full")
