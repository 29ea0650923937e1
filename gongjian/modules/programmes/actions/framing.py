"""Programmes, their strands, and matters that hang on them."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.items.verbs import line, save_once
from gongjian.core.links.actions import link, unlink
from gongjian.core.links.models import Link, LinkKind, name_of
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.programmes.actions.common import trail
from gongjian.modules.programmes.models import Programme, Strand
from gongjian.modules.programmes.policy import access_on, must, must_lead


@transaction.atomic
def start_programme(
    office: Area, *, title: str, since: int, actor: Person | None, now: dt.datetime, until: int | None = None,
    unit: Unit | None = None, text: str = "", is_demo: bool = False,
) -> Programme:  # fmt: skip
    """Begin a programme that runs from one year to another, or without an end."""
    must_lead(office.path, actor, now=now)
    if until is not None and until < since:
        raise Refused(_("It cannot end before it begins."), field="until")
    if abs(since - timezone.localdate(now).year) > 10:
        raise Refused(_("Check the year."), field="since")
    title = line(title, field="title", most=80)
    made = Programme(
        office=office, title=title, since=since, until=until, unit=unit, text=text[:2000], is_demo=is_demo
    )
    save_once(made, _("There is a programme of this name for this year already."), field="title")
    trail("start_programme", made, office, actor=actor, now=now)
    return made


@transaction.atomic
def add_strand(
    programme_id: int, *, title: str, actor: Person | None, now: dt.datetime, aim: str = ""
) -> Strand:
    """Add a strand at the end."""
    programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("office").get(pk=programme_id)
    )
    must_lead(programme.office.path, actor, now=now)
    last = programme.strands.aggregate(last=Max("order"))["last"] or 0
    made = Strand(
        office=programme.office, programme=programme, order=last + 1,
        title=line(title, field="title", most=80), aim=line(aim, field="aim", most=200, empty=True),
    )  # fmt: skip
    save_once(made, _("This programme has a strand of this name already."), field="title")
    trail("add_strand", made, programme.office, actor=actor, now=now)
    return made


@transaction.atomic
def hang(strand: Strand, *, matter: Item, actor: Person, now: dt.datetime) -> Link:
    """Hang a matter on a strand of its own office; doing it twice changes nothing."""
    access = access_on(actor, now)
    must(access.may("programmes.hang", matter.area_path))
    if not Item.objects.visible_to(access).filter(pk=matter.pk).exists():
        raise Refused(_("There is no such matter in this office. Check its number."), field="matter")
    return link(matter, to=strand, kind=LinkKind.PART, by=actor, now=now)


@transaction.atomic
def take_off(strand: Strand, *, matter: Item, reason: str, actor: Person, now: dt.datetime) -> None:
    """Take a matter off a strand, with the reason."""
    must(access_on(actor, now).may("programmes.hang", matter.area_path))
    model, pk = name_of(strand)
    found = (
        Link.objects.going_out(matter).filter(kind=LinkKind.PART, target_model=model, target_id=pk).first()
    )
    if found is None:
        raise Refused(_("It does not hang there any more. Reload the page."), code="twice")
    unlink(found, reason=reason, by=actor, now=now)
