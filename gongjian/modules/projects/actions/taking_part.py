"""Units that take part in a project, and units that leave in its middle."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.verbs import line
from gongjian.core.notices.actions import notify
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.projects.actions.common import locked_project, trail, write_step
from gongjian.modules.projects.models import ProjectPartner


@transaction.atomic
def add_partner(
    project_id: int, *, unit: Unit, gives: str, since: dt.date, actor: Person | None, now: dt.datetime
) -> ProjectPartner:
    """A unit takes part and gives something. Raises Refused for one of another office and for one that is in already."""
    project = locked_project(project_id, actor=actor, now=now)
    if unit.office_id != project.item.office_id or not unit.active:
        raise Refused(_("Choose a unit of this office that is at work."), field="unit")
    if project.partners.filter(unit=unit, until__isnull=True).exists():
        raise Refused(_("%(unit)s takes part already.") % {"unit": unit}, field="unit", code="twice")
    partner = ProjectPartner.objects.create(
        project=project, unit=unit, gives=line(gives, field="gives", most=200), since=since
    )
    write_step(project.item, "partner", note=f"{unit}：{partner.gives}", actor=actor, now=now)
    trail("add_partner", partner, project, actor=actor, now=now, changes={"unit": [None, unit.name]})
    return partner


@transaction.atomic
def end_partner(
    partner: ProjectPartner, *, on: dt.date, why: str, actor: Person | None, now: dt.datetime
) -> ProjectPartner:
    """A unit takes no more part from a day on; what it gave stays readable, and whoever has the lead is told."""
    project = locked_project(partner.project_id, actor=actor, now=now)
    row = ProjectPartner.objects.select_for_update(of=("self",)).select_related("unit").get(pk=partner.pk)
    if row.until:
        raise Refused(_("It takes no more part already."), code="wrong_state")
    row.until, row.left_why = max(on, row.since), line(why, field="why", most=200)
    row.save(update_fields=["until", "left_why"])
    write_step(project.item, "partner_left", note=f"{row.unit}：{row.left_why}", actor=actor, now=now)
    trail(
        "end_partner",
        row,
        project,
        actor=actor,
        now=now,
        changes={"until": [None, row.until]},
        reason=row.left_why,
    )
    if project.item.handler and project.item.handler != actor:
        notify(
            project.item.handler, kind="partner_left", cause=f"partner:{row.pk}", now=now, item=project.item
        )
    return row


def unit_withdrew(unit: Unit, *, on: dt.date, why: str, actor: Person | None, now: dt.datetime) -> int:
    """The unit leaves all its open projects; says how many. Their own loops go on: what is missing is for their handlers
    to find."""
    rows = ProjectPartner.objects.filter(unit=unit, until__isnull=True, project__item__closed_at__isnull=True)
    count = 0
    for partner in rows.order_by("pk"):
        end_partner(partner, on=on, why=why or _("The unit left."), actor=None, now=now)
        count += 1
    return count
