"""Working the evaluation out: from the sheets of reviewers and the answers of residents who were drawn, by the published
method of the day."""

import datetime as dt
import math
from decimal import Decimal

from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.asking.models import ReviewSheet, Sample
from gongjian.core.asking.policy import is_judged
from gongjian.core.asking.summary import summary_of
from gongjian.core.items.models import Item
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.projects import policy
from gongjian.modules.projects.actions.common import trail, write_step
from gongjian.modules.projects.models import Evaluation, Method, Project

CENT = Decimal("0.01")


@transaction.atomic
def evaluate(project_id: int, *, actor: Person | None, now: dt.datetime) -> Evaluation:
    """Work the mark out and keep it with its parts. Raises Refused for whoever has a part in the project, before it is
    delivered, without a sheet of a reviewer, without a finished sample of after the delivery, or without a method in force."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=project_id)
    project = Project.objects.with_all().get(pk=project_id)
    access = policy.access_at(actor, now=now)
    policy.must(access is None or access.may("projects.evaluate", item.area_path))
    if actor is not None and is_judged(item, actor):
        raise Refused(_("You have a part in this project: somebody else evaluates it."), code="not_allowed")
    if item.state != "delivered":
        raise Refused(_("A project is evaluated once it is delivered."), code="wrong_state")
    method = method_of(project, now=now)
    sheets = ReviewSheet.objects.filter(item=item).aggregate(mean=Avg("mark"), count=Count("pk"))
    if not sheets["count"]:
        raise Refused(_("Nobody has reviewed it on site yet."), code="missing")
    delivered = (
        item.steps.filter(move="deliver").order_by("-at").values_list("at", flat=True).first()
        or item.opened_at
    )
    sample = Sample.objects.about(item.pk).filter(drawn_at__gte=delivered).first()
    told = summary_of(sample) if sample else None
    if sample is None or told is None or told.waiting or told.share is None:
        raise Refused(_("Residents were not asked, or not all of them yet."), code="missing")
    site, residents = Decimal(sheets["mean"]).quantize(CENT), Decimal(str(told.share * 100)).quantize(CENT)
    added = added_points(project, method)
    made = Evaluation.objects.create(
        project=project, method=method, sample=sample, site=site, sheets=sheets["count"], residents=residents,
        answered=told.answered, margin=Decimal(str((told.margin or 0) * 100)).quantize(CENT), added=added,
        mark=mark_of(site, residents, added, method), by=actor, at=now,
    )  # fmt: skip
    write_step(item, "evaluation", note=_("Mark %(mark)s") % {"mark": made.mark}, actor=actor, now=now)
    trail("evaluate", made, project, actor=actor, now=now, changes={"mark": [None, str(made.mark)]})
    return made


def method_of(project: Project, *, now: dt.datetime) -> Method:
    """The method in force: the office's own before the one that all share. Raises Refused where there is none."""
    rows = Method.objects.for_office(project.item.office_id).current(timezone.localdate(now))
    found = rows.order_by("-office_id", "-since", "-pk").first()
    if found is None:
        raise Refused(_("No method of evaluation is in force. Enter one first."), code="missing")
    return found


def added_points(project: Project, method: Method) -> Decimal:
    """What hard work and many people who benefit add: per step of difficulty above 1, and per tenfold of people."""
    tens = Decimal(str(math.log10(max(1, project.people or project.households))))
    return (method.hard * (project.difficulty - 1) + method.wide * tens).quantize(CENT)


def mark_of(site: Decimal, residents: Decimal, added: Decimal, method: Method) -> Decimal:
    """The mark, from 0 to 100."""
    base = (site * method.site + residents * method.residents) / 100
    return min(Decimal(100), base + added).quantize(CENT)
