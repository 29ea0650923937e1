"""What is needed: entered with its deadline and its origin, and described anew while it is open."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.clocks import refresh_item, set_fixed_clock
from gongjian.core.items.models import Item, Step
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import last_minute, line
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.exchange import policy
from gongjian.modules.exchange.actions.checking import amount, in_force, trail
from gongjian.modules.exchange.flows import NEED
from gongjian.modules.exchange.models import ExchangeCategory, Need, Origin
from gongjian.modules.exchange.models.asking import MOST, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is said of a need. `wanted_by` is the last day on which help is of use."""

    category: ExchangeCategory
    quantity: int
    measure: str
    text: str = ""
    whose: str = ""
    households: int = 0
    people: int = 0
    wanted_by: dt.date | None = None
    urgency: int = Urgency.SOON
    origin: str = Origin.TYPED


@transaction.atomic
def open_need(
    area: Area,
    *,
    title: str,
    wanted: Wanted,
    actor: Person,
    now: dt.datetime,
    place: str = "",
    lat: float | None = None,
    lon: float | None = None,
    unit: Unit | None = None,
    comes_from: Item | None = None,
    is_demo: bool = False,
) -> Need:
    """Enter a need of a place. `unit` is whose it is; `comes_from` is the matter that told of it."""
    policy.must_ask(area.path, actor, now=now)
    office = area.office
    if office is None:
        raise Refused(_("That place does not belong to this office."), field="area")
    if unit is not None and (unit.office_id != office.pk or not unit.active):
        raise Refused(_("Choose a unit of this office."), field="unit")
    facts = _facts(wanted, office=office, now=now)
    _check_day(wanted.wanted_by, now=now)
    item = open_item(
        NEED, office=office, area=area, title=line(title, field="title", most=200), now=now, actor=actor, place=place,
        lat=lat, lon=lon, unit=unit, urgent=wanted.urgency == Urgency.PRESSING,
        due_at=last_minute(wanted.wanted_by) if wanted.wanted_by else None,
    )  # fmt: skip
    need = Need.objects.create(item=item, is_demo=is_demo, **facts)
    index(item, text_of(need))
    trail("open_need", need, office=office, actor=actor, now=now, item=item)
    if comes_from is not None:
        link(need, to=comes_from, kind=LinkKind.ORIGIN, by=actor, now=now)
    return need


@transaction.atomic
def describe_need(need_id: int, *, wanted: Wanted, actor: Person, now: dt.datetime) -> Need:
    """Say anew what is needed, while it is open. The quantity never falls below what is on its way."""
    item = Item.objects.select_for_update(of=("self",)).select_related("office").get(pk=need_id)
    need = Need.objects.select_related("category").get(pk=need_id)
    policy.must_ask(item.area_path, actor, now=now)
    if item.is_closed:
        raise Refused(_("The need is closed. Take it up again before you change it."), code="wrong_state")
    facts = _facts(wanted, office=item.office, now=now, known=need)
    if wanted.wanted_by != need.wanted_by:
        _check_day(wanted.wanted_by, now=now)
    held = need.quantity - need.missing
    if wanted.quantity < held:
        words = _("%(held)d are delivered or on their way already: not less than that.")
        raise Refused(words % {"held": held}, field="quantity")
    changes = {
        name: [str(getattr(need, name)), str(value)] for name, value in facts.items() if getattr(need, name) != value
    }  # fmt: skip
    if not changes:
        return need
    for name, value in facts.items():
        setattr(need, name, value)
    need.save()
    _settle(item, need, changes, actor=actor, now=now)
    return need


def _settle(item: Item, need: Need, changes: dict[str, Any], *, actor: Person, now: dt.datetime) -> None:
    if "wanted_by" in changes and need.wanted_by:
        set_fixed_clock(item, "due", due_at=last_minute(need.wanted_by), now=now)
    refresh_item(item)
    item.urgent, item.changed_at = need.urgency == Urgency.PRESSING, now
    item.save()
    index(item, text_of(need))
    Step.objects.create(item=item, move="describe", source=item.state, target=item.state, actor=actor, at=now)
    trail("describe_need", need, office=item.office, actor=actor, now=now, item=item, changes=changes)


def text_of(need: Need) -> str:
    """What a need can be found by."""
    return " ".join([need.item.title, need.text, need.whose, str(need.category), need.item.number])


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    return {need.pk: text_of(need) for need in Need.objects.filter(pk__in=ids).with_all()}


def _facts(wanted: Wanted, *, office: Area, now: dt.datetime, known: Need | None = None) -> dict[str, Any]:
    if known is None or known.category_id != wanted.category.pk:
        in_force(wanted.category, office, now=now)
    if wanted.urgency not in Urgency.values:
        raise Refused(_("Urgency is 1, 2 or 3."), field="urgency")
    if wanted.origin not in Origin.values:
        raise Refused(_("Choose how the office learned of it."), field="origin")
    for name in ("households", "people"):
        if not 0 <= getattr(wanted, name) <= MOST:
            raise Refused(_("A number from 0 to 1,000,000."), field=name)
    return {
        "category": wanted.category, "quantity": amount(wanted.quantity, field="quantity"),
        "measure": line(wanted.measure, field="measure", most=12),
        "text": line(wanted.text, field="text", most=2000, empty=True),
        "whose": line(wanted.whose, field="whose", most=80, empty=True),
        "households": wanted.households, "people": wanted.people, "wanted_by": wanted.wanted_by,
        "urgency": wanted.urgency, "origin": wanted.origin,
    }  # fmt: skip


def _check_day(day: dt.date | None, *, now: dt.datetime) -> None:
    if day is not None and day < timezone.localtime(now).date():
        raise Refused(_("This day is over already. Choose a later one."), field="wanted_by")
