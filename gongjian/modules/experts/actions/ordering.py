"""Ordering a service within its capacity, answering, giving, and rating it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.items.telling import hands_of, tell
from gongjian.core.items.verbs import line
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.experts import policy
from gongjian.modules.experts.actions.checking import trail, whole
from gongjian.modules.experts.booking import check_free, check_slot
from gongjian.modules.experts.flows import ORDER
from gongjian.modules.experts.hooks import MOST_PEOPLE
from gongjian.modules.experts.models import ExpertService, Mode, Offered, ServiceOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: when it begins, for whom, how many are expected, where, and what it should be about."""

    starts_at: dt.datetime
    audience: str
    people: int
    place: str = ""
    online: bool = False
    wish: str = ""


@transaction.atomic
def place_order(
    service_id: int,
    *,
    orderer: Unit,
    wanted: Wanted,
    actor: Person,
    now: dt.datetime,
    comes_from: Item | None = None,
    is_demo: bool = False,
) -> ServiceOrder:
    """Order a service for a unit. The slot of the month is held from now on; the giving unit still has to answer.

    The service is locked, so that of two orders for the last slot one gets it.
    """
    policy.must_order(orderer, actor, now=now)
    service = _locked(service_id)
    _check_sides(service, orderer)
    audience = line(wanted.audience, field="audience", most=120)
    wish = line(wanted.wish, field="wish", most=500, empty=True)
    people = whole(wanted.people, field="people", most=MOST_PEOPLE)
    place = _place(service, wanted)
    ends_at = _check_time(service, wanted.starts_at, now=now)
    item = _open(service, orderer, place, _end_of_day(ends_at), actor=actor, now=now)
    order = ServiceOrder.objects.create(
        item=item, service=service, expert=service.expert, orderer=orderer, starts_at=wanted.starts_at,
        ends_at=ends_at, online=wanted.online, audience=audience, people=people, wish=wish, is_demo=is_demo,
    )  # fmt: skip
    index(item, text_of(order))
    trail("place_order", order, office=item.office, actor=actor, now=now, item=item,
          changes={"starts_at": ["", wanted.starts_at], "people": ["", people]})  # fmt: skip
    link(order, to=service, kind=LinkKind.ORIGIN, by=actor, now=now)
    if comes_from is not None:
        link(order, to=comes_from, kind=LinkKind.ORIGIN, by=actor, now=now)
    tell(hands_of(item), "order_came", item, cause=f"order:{item.pk}", now=now)
    return order


def _open(
    service: ExpertService, orderer: Unit, place: str, due_at: dt.datetime, *, actor: Person, now: dt.datetime
) -> Item:
    title = f"{orderer} · {service.title}"
    return open_item(
        ORDER, office=service.office, area=orderer.area, title=title if len(title) <= 200 else f"{title[:199]}…",
        now=now, actor=actor, place=place, unit=service.unit, due_at=due_at,
    )  # fmt: skip


def _end_of_day(moment: dt.datetime) -> dt.datetime:
    """The last minute of its day: whoever reports on the day itself is in time."""
    return timezone.localtime(moment).replace(hour=23, minute=59, second=0, microsecond=0)


def accept_order(
    order_id: int, *, actor: Person | None, now: dt.datetime, expert: int | None = None, note: str = ""
) -> None:
    """The giving unit's yes; `expert` names who comes where it is another one than the catalogue says."""
    make_move(
        order_id, "accept", actor=actor, note=note, data={"expert": expert} if expert else None, now=now
    )


def report_delivery(
    order_id: int,
    *,
    came: int,
    actor: Person | None,
    now: dt.datetime,
    note: str = "",
    pictures: Sequence[bytes] = (),
    for_unit: bool = False,
) -> None:
    """It was given, and so many came; `for_unit` where the office writes down what a unit without account said."""
    name = "note_delivery" if for_unit else "deliver"
    make_move(order_id, name, actor=actor, note=note, pictures=pictures, data={"came": came}, now=now)


def rate_order(order_id: int, *, rating: int, actor: Person, now: dt.datetime, comment: str = "") -> None:
    """The ordering side rates the service from 1 to 5; the order is closed."""
    if len(comment) > 500:
        raise Refused(
            _("The text is too long: at most %(most)d characters.") % {"most": 500}, field="comment"
        )
    make_move(order_id, "rate", actor=actor, note=comment, data={"rating": rating}, now=now)


def accept_by_link(
    thing: ServiceOrder, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime
) -> None:
    """The giving unit's yes, without an account."""
    _of(thing, unit)
    make_move(thing.pk, "accept", actor=actor, note=_by(unit, reason), now=now)


def decline_by_link(
    thing: ServiceOrder, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime
) -> None:
    """The giving unit's no, without an account."""
    _of(thing, unit)
    make_move(thing.pk, "decline", actor=actor, note=_by(unit, reason), now=now)


def text_of(order: ServiceOrder) -> str:
    """What an order can be found by."""
    item = order.item
    return " ".join(
        [item.title, order.audience, order.wish, item.place, str(order.service.unit), item.number]
    )


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    return {order.pk: text_of(order) for order in ServiceOrder.objects.filter(pk__in=ids).with_all()}


def _of(order: ServiceOrder, unit: Unit) -> None:
    if order.item.unit_id != unit.pk:
        raise Refused(_("This order is for another unit."), code="not_allowed")


def _by(unit: Unit, words: str) -> str:
    return " ".join(part for part in (_("%(unit)s, by private link.") % {"unit": unit}, words) if part)


def _check_sides(service: ExpertService, orderer: Unit) -> None:
    if orderer.office_id != service.office_id:
        raise Refused(_("That service belongs to another office."), field="orderer")
    if not orderer.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": orderer}, field="orderer")
    if orderer.pk == service.unit_id:
        raise Refused(_("A unit does not order what it gives itself."), field="orderer")
    if service.state != Offered.OFFERED or not service.unit.active:
        raise Refused(_("This service is not on offer now. Choose another one."), code="wrong_state")


def _check_time(service: ExpertService, starts_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    if starts_at <= now:
        raise Refused(_("This hour is over already. Choose a later one."), field="starts_at")
    if starts_at > now + dt.timedelta(days=366):
        raise Refused(_("More than a year ahead. Choose an earlier day."), field="starts_at")
    ends_at = starts_at + dt.timedelta(minutes=service.minutes)
    check_slot(service, starts_at)
    if service.expert is not None:
        try:
            check_free(service.expert, starts_at, ends_at)
        except Refused as refused:
            raise Refused(str(refused.reason), field="starts_at", code=refused.code) from refused
    return ends_at


def _place(service: ExpertService, wanted: Wanted) -> str:
    """Where it is held; by the service's own place where nothing else is said."""
    if wanted.online and service.mode == Mode.PLACE:
        raise Refused(_("This service is given on the spot only."), field="online")
    if not wanted.online and service.mode == Mode.ONLINE:
        raise Refused(_("This service is given online only."), field="online")
    return line(wanted.place or service.place, field="place", most=200, empty=wanted.online)


def _locked(service_id: int) -> ExpertService:
    ExpertService.objects.select_for_update(of=("self",)).get(pk=service_id)
    return ExpertService.objects.with_all().select_related("unit__area", "unit__office").get(pk=service_id)
