"""What a project's moves demand before they change its state; each says beforehand, for many at once, what is lacking."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def _demand(reasons: dict[int, str], item: Item) -> None:
    if item.pk in reasons:
        raise Refused(reasons[item.pk], code="missing")


def demand_agreements(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """Every partner has an agreement that lasts to the end of the project, or it is written down why none is needed."""
    _demand(without_agreements([item]), item)


def without_agreements(items: Sequence[Item]) -> dict[int, str]:
    """Which projects lack a partner's agreement, or have one that ends too early; four queries for all."""
    from gongjian.core.links.models import ITEM, Link, LinkKind
    from gongjian.modules.projects.models import Project, ProjectPartner

    projects = {one.pk: one for one in Project.objects.filter(pk__in=[item.pk for item in items])}
    partners = defaultdict(list)
    for partner in ProjectPartner.objects.filter(project__in=projects, until__isnull=True).select_related(
        "unit"
    ):
        partners[partner.project_id].append(partner.unit)
    links = Link.objects.live().filter(
        kind=LinkKind.AGREED, source_model=ITEM, source_id__in=projects, target_model=ITEM
    )
    agreed = defaultdict(list)
    for source, target in links.values_list("source_id", "target_id"):
        agreed[source].append(target)
    ids = {target for targets in agreed.values() for target in targets}
    agreements = {
        one.pk: one for one in Item.objects.filter(pk__in=ids, kind="agreement").select_related("unit")
    }
    ends = last_days(list(agreements.values()))
    found = {}
    for pk, project in projects.items():
        if project.no_agreement_why:
            continue
        mine = [agreements[target] for target in agreed[pk] if target in agreements]
        if words := _why(project, partners[pk], mine, ends):
            found[pk] = words
    return found


def _why(project: Any, units: Sequence[Any], agreements: Sequence[Item], ends: dict[int, dt.date]) -> str:
    if not units:
        return _("No unit takes part yet. Add the partners, or write down why no agreement is needed.")
    covered = {one.unit_id for one in agreements}
    if missing := [str(unit) for unit in units if unit.pk not in covered]:
        words = _("No agreement is linked for %(units)s. Link it on the project's thread as “agreed in”.")
        return words % {"units": "、".join(missing)}
    for one in agreements:
        end = ends.get(one.pk)
        if end is not None and end < project.end_on:
            words = _(
                "%(number)s ends on %(end)s, before the project does. Renew it, or end the project earlier."
            )
            return words % {"number": one.number, "end": end.isoformat()}
    return ""


def last_days(items: Sequence[Item]) -> dict[int, dt.date]:
    """The last day of each agreement, as its own module tells (`ends` in the manifest)."""
    from gongjian.core.manifest import manifests

    by_kind = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item.pk)
    found: dict[int, dt.date] = {}
    for manifest in manifests():
        for kind, ends in manifest.ends.items():
            if kind in by_kind:
                found.update(ends(by_kind[kind]))
    return found


def demand_milestones(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """A project is delivered when nothing of its plan is open."""
    _demand(with_open_milestones([item]), item)


def with_open_milestones(items: Sequence[Item]) -> dict[int, str]:
    """Which projects have open milestones; one query for all."""
    from gongjian.modules.projects.models import Milestone

    found = defaultdict(list)
    rows = Milestone.objects.filter(project__in=[item.pk for item in items], item__closed_at__isnull=True)
    for pk, title in rows.order_by("due_on").values_list("project_id", "item__title"):
        found[pk].append(title)
    words = _("Still open in the plan: %(what)s. Have them confirmed, or drop them with a reason.")
    return {pk: words % {"what": "、".join(titles[:3])} for pk, titles in found.items()}


def demand_evaluation(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """There is an evaluation since the delivery, and residents are satisfied enough."""
    _demand(without_evaluation([item]), item)


def without_evaluation(items: Sequence[Item]) -> dict[int, str]:
    """Which projects were not evaluated since they were delivered, or not well enough; two queries for all."""
    from gongjian.modules.projects.models import Evaluation

    ids = [item.pk for item in items]
    delivered: dict[int, dt.datetime] = {}
    for pk, at in (
        Step.objects.filter(item__in=ids, move="deliver").order_by("at").values_list("item_id", "at")
    ):
        delivered[pk] = at
    newest: dict[int, Evaluation] = {}
    for one in Evaluation.objects.filter(project__in=ids).select_related("method").order_by("at", "pk"):
        newest[one.project_id] = one
    found = {}
    for pk in ids:
        one = newest.get(pk)  # type: ignore[assignment]
        if one is None or one.at < delivered.get(pk, one.at):
            found[pk] = _(
                "It was not evaluated since it was delivered. Work the evaluation out on the project's page first."
            )
        elif not one.is_enough:
            words = _(
                "Residents' satisfaction is %(rate)s, the method asks for %(enough)d. Send it back to improve."
            )
            found[pk] = words % {"rate": one.residents, "enough": one.method.enough}
    return found


def demand_notice_over(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """It is published, the period of public notice is over, and no objection is open."""
    _demand(without_notice_over([item], now=now), item)


def without_notice_over(items: Sequence[Item], *, now: dt.datetime | None = None) -> dict[int, str]:
    """Which projects are not published, are still in notice, or have an open objection; two queries for all."""
    from gongjian.core.publicity.models import Objection, Publication

    moment = now or timezone.now()
    ids = [item.pk for item in items]
    shown = {one.item_id: one for one in Publication.objects.shown().filter(item__in=ids)}
    objected = set(
        Objection.objects.open()
        .filter(publication__item__in=ids)
        .values_list("publication__item_id", flat=True)
    )
    found = {}
    for pk in ids:
        if pk not in shown:
            found[pk] = _("It has no public page yet. Choose “Publish” on its page first.")
        elif shown[pk].is_open(moment):
            end = timezone.localtime(shown[pk].notice_until)
            found[pk] = _("The period of public notice lasts until %(end)s.") % {
                "end": f"{end:%Y-%m-%d %H:%M}"
            }
        elif pk in objected:
            found[pk] = _("An objection is not answered yet. It has to be closed first.")
    return found


def run_planned_end(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """What is sent back to be improved runs to its planned end again, by the clock that stopped when it was delivered."""
    clock = item.clocks.filter(name="due").order_by("-pk").first()
    if clock is not None and clock.stopped_at is not None:
        clock.stopped_at = None
        clock.save(update_fields=["stopped_at"])
