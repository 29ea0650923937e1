"""Announcing a re-inspection, drawing it, and writing down what was seen on site."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.actions.spans import demand_ahead
from gongjian.core.asking.sources import start_of
from gongjian.core.files.actions import keep_picture
from gongjian.core.files.models import Attachment, Stage
from gongjian.core.items.models import Step
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text
from gongjian.modules.reports.models import Inspection, InspectionPlan, Report, Sighting
from gongjian.modules.reports.proving.ended import ended_reports
from gongjian.modules.reports.proving.policy import inspections_for, may_inspect, may_prove
from gongjian.modules.reports.proving.reopening import reopen_unless_open
from gongjian.modules.reports.proving.telling import tell_inspectors, tell_no_more

CHUNK = 500
SHORTEST_REASON = 4
LONGEST_NOTE = 2_000


@transaction.atomic
def announce_inspection(
    office: Area,
    *,
    since: dt.date,
    until: dt.date,
    share: int,
    by: Person | None,
    now: dt.datetime,
    title: str = "",
    seed: bytes | None = None,
    is_demo: bool = False,
) -> InspectionPlan:
    """Announce, before the span begins, that `share` per cent of the reports closed in it will be looked at again.

    Only the seed's digest is told. Raises Refused for days that do not lie ahead or are announced already, a share out of
    range, and for whoever may not.
    """
    office = Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    _demand_planner(office, by=by, now=now)
    if not 1 <= share <= 100:
        raise Refused(_("Look at 1 to 100 per cent."), field="share")
    demand_ahead(since, until, now=now)
    if InspectionPlan.objects.covering(office, since, until).exists():
        raise Refused(
            _("A re-inspection for days of this span is announced already. Choose days after it."), field="since"
        )  # fmt: skip
    plan = InspectionPlan(
        office=office, title=(title.strip() or _("Re-inspection of closed reports"))[:120], since=since, until=until,
        share=share, committed_at=now, committed_by=by, is_demo=is_demo,
    )  # fmt: skip
    plan.commit(seed)
    plan.save(force_insert=True)
    _record(
        "reports.announce_inspection", plan, by=by, now=now,
        changes={"share": [None, share], "commitment": [None, plan.commitment]},
    )  # fmt: skip
    return plan


@transaction.atomic
def call_off_inspection(
    plan: InspectionPlan, *, why: str, by: Person | None, now: dt.datetime
) -> InspectionPlan:
    """End it before the draw, for a reason that everybody reads. Raises Refused after the draw."""
    plan = _locked(plan)
    _demand_planner(plan.office, by=by, now=now)
    if plan.is_drawn or plan.closed_at:
        raise Refused(why_not_drawn(plan, now=now))
    why = mask_text(why.strip()).text[:200]
    if len(why) < SHORTEST_REASON:
        raise Refused(_("Say in a few words why; everybody can read it."), field="why")
    plan.save(update_fields=plan.call_off(why, now=now))
    _record("reports.call_off_inspection", plan, by=by, now=now, changes={"called off": [None, why]})
    return plan


def why_not_drawn(plan: InspectionPlan, *, now: dt.datetime) -> str:
    """Why it cannot be drawn now; empty: it can. At most one query."""
    if plan.is_drawn:
        return _("The draw is over already.")
    if plan.closed_at:
        return _("The re-inspection was called off. Announce another one.")
    if timezone.localdate(now) < plan.until:
        return _(
            "The span is not over yet: the product lists and draws by itself on the day after %(day)s."
        ) % {"day": plan.last_day}
    if not _ended(plan).exists():
        return _("Nothing can be drawn: no report was closed in the span.")
    return ""


@transaction.atomic
def draw_inspection(plan: InspectionPlan, *, by: Person | None, now: dt.datetime) -> InspectionPlan:
    """List every report closed in the span and draw the share by the seed, each unit giving its own; once.

    Raises Refused as `why_not_drawn`, and for whoever may not."""
    plan = _locked(plan)
    _demand_planner(plan.office, by=by, now=now)
    if reason := why_not_drawn(plan, now=now):
        raise Refused(reason)
    rows = _listed(plan)
    strata: dict[str, list[str]] = {}
    for row in rows:
        strata.setdefault(row.stratum, []).append(row.key)
    plan.population = len(rows)
    places = plan.draw(strata, plan.size, by=by, now=now)
    for row in rows:
        row.place = places.get(row.key)
    Inspection.objects.bulk_create(rows, batch_size=CHUNK)
    plan.save()
    _record("reports.draw_inspection", plan, by=by, now=now, changes=plan.told(places))
    tell_inspectors(plan, now=now)
    return plan


def draw_due_inspections(now: dt.datetime) -> int:
    """Draw every plan whose span is over; one without a closed report is called off with that reason. Says how many were
    drawn. Safe to run again."""
    count = 0
    for plan in list(InspectionPlan.objects.due(timezone.localdate(now)).select_related("office")):
        with transaction.atomic():
            if reason := why_not_drawn(plan, now=now):
                call_off_inspection(plan, why=reason, by=None, now=now)
            else:
                draw_inspection(plan, by=None, now=now)
                count += 1
    return count


@transaction.atomic
def record_inspection(
    inspection: Inspection,
    *,
    outcome: str,
    by: Person,
    now: dt.datetime,
    note: str = "",
    pictures: Sequence[bytes] = (),
) -> Inspection:
    """What was seen on site, once. What is not done is taken up again. A picture belongs to all that was seen, words to
    all that is not in order. Raises Refused for whoever has a part in it, and for what was seen already."""
    row = Inspection.objects.select_for_update(of=("self",)).select_related("plan__office", "report__item__office").get(
        pk=inspection.pk)  # fmt: skip
    plan = row.plan
    _demand_inspector(row, by=by, now=now)
    if row.outcome:
        raise Refused(_("%(number)s was looked at already.") % {"number": row.key}, code="twice")
    words = mask_text(note.strip()).text[:LONGEST_NOTE]
    _demand_proof(outcome, words, pictures)
    row.picture = _keep(row, words, pictures, outcome=outcome, by=by, now=now)
    row.outcome, row.note, row.by, row.at = outcome, words, by, now
    row.save(update_fields=["outcome", "note", "by", "at", "picture"])
    record(
        "reports.inspect", actor=by, obj=row, office=plan.office, label=row.key, item=row.report.item, now=now,
        changes={"outcome": [None, outcome]},
    )  # fmt: skip
    if outcome == Sighting.NOT:
        reopen_unless_open(
            row.report_id, words=_("Seen on site and not done: %(words)s") % {"words": words}, now=now
        )
    _close_when_seen(plan, now=now)
    return row


def _demand_inspector(row: Inspection, *, by: Person, now: dt.datetime) -> None:
    if not may_inspect(row.plan, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You do not look at closed reports for this office."), code="not_allowed")
    if row.place is None:
        raise Refused(_("Only those that were drawn are looked at."))
    if not inspections_for(row.plan, by).filter(pk=row.pk).exists():
        words = _("Whoever did the work or passed it as done does not inspect it. Leave it to somebody else.")
        raise Refused(words, code="not_allowed")


def _demand_proof(outcome: str, words: str, pictures: Sequence[bytes]) -> None:
    if outcome not in Sighting.values:
        raise Refused(_("Choose what you have seen."), field="outcome")
    if outcome != Sighting.DONE and len(words) < SHORTEST_REASON:
        raise Refused(
            _("Say in a few words what is missing, or why it could not be looked at."), field="note"
        )
    if outcome != Sighting.UNSEEN and not pictures:
        raise Refused(_("Take a picture of what you have seen."), field="pictures")


def _keep(
    row: Inspection, words: str, pictures: Sequence[bytes], *, outcome: str, by: Person, now: dt.datetime
) -> Attachment | None:
    """A step in the report's course with all pictures; answers the first of them."""
    item = row.report.item
    step = Step.objects.create(
        item=item, move="inspected", source=item.state, target=item.state, actor=by, at=now,
        note=": ".join(part for part in (str(Sighting(outcome).label), words) if part),
    )  # fmt: skip
    kept = [
        keep_picture(data, office=item.office, by=by, now=now, item=item, step=step, stage=Stage.SEEN)
        for data in pictures
    ]
    return kept[0] if kept else None


def _close_when_seen(plan: InspectionPlan, *, now: dt.datetime) -> None:
    plan = InspectionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.closed_at is None and not plan.inspections.waiting().exists():
        plan.closed_at = now
        plan.save(update_fields=["closed_at"])
        tell_no_more(plan, now=now)


def _ended(plan: InspectionPlan) -> "QuerySet[Report]":
    return ended_reports(plan.office, start_of(plan.since), start_of(plan.until))


def _listed(plan: InspectionPlan) -> list[Inspection]:
    return [
        Inspection(
            plan=plan, report=report, key=report.item.number, stratum=str(report.item.unit)[:40], unit=report.item.unit,
            round=report.item.reopened,
        )
        for report in _ended(plan).select_related("item__unit").order_by("pk")
    ]  # fmt: skip


def _locked(plan: InspectionPlan) -> InspectionPlan:
    return InspectionPlan.objects.select_for_update(of=("self",)).select_related("office").get(pk=plan.pk)


def _demand_planner(office: Area, *, by: Person | None, now: dt.datetime) -> None:
    if by is not None and not may_prove(office.path, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You do not announce re-inspections for this office."), code="not_allowed")


def _record(
    action: str, plan: InspectionPlan, *, by: Person | None, now: dt.datetime, changes: Mapping[str, object]
) -> None:
    record(action, actor=by, obj=plan, office=plan.office, label=plan.title, now=now, changes=changes,
           area_path=plan.office.path)  # fmt: skip
