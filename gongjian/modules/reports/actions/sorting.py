"""The desk's acts: give a report its category and unit, join what is the same matter, show it or take it off the list."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move, recategorise
from gongjian.core.items.models import Item, Step
from gongjian.core.items.side import ask_help
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.sealing import seal, unseal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.actions.receiving import refresh_search
from gongjian.modules.reports.models import Category, Follower, Report
from gongjian.modules.reports.policy import may_sort
from gongjian.modules.reports.triage.suggesting import note_choice


@transaction.atomic
def sort_report(
    report_id: int,
    *,
    category: Category | None,
    unit: Unit | None,
    actor: Person,
    now: dt.datetime,
    handler: Person | None = None,
    note: str = "",
    access: Access | None = None,
) -> Step:
    """Give the report its category, then dispatch it and ask the units that help with such: all or nothing."""
    if category is None:
        raise Refused(_("Choose what it is about: its time limits depend on it."), field="category")
    access = access or access_of(actor, today=timezone.localtime(now).date())
    correct_category(report_id, category=category, actor=actor, now=now, access=access)
    note_choice(Report(pk=report_id), category, now=now)
    step = make_move(
        report_id, "dispatch", unit=unit, handler=handler, note=note, actor=actor, access=access, now=now
    )
    for helper in category.helping():
        if helper.active and step.unit_id != helper.pk:
            ask_help(report_id, actor=actor, request=_("Helps with %(category)s") % {"category": category.name},
                     now=now, unit=helper, by_desk=True)  # fmt: skip
    return step


@transaction.atomic
def correct_category(
    report_id: int, *, category: Category, actor: Person, now: dt.datetime, access: Access | None = None
) -> Report:
    """Set another category; clocks that run go by its limits from their own start."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    item = Item.objects.select_for_update(of=("self",)).get(pk=report_id)
    report = Report.objects.select_related("item", "category", "item__area").get(pk=item.pk)
    if not may_sort(report, access) and not access.may("reports.check", item.area_path):
        raise Refused(_("Only the desk and the checker change the category."), code="not_allowed")
    if category.office_id not in (None, report.office_id) or not _in_force(category, now):
        raise Refused(_("That category is not in use in this office."), field="category")
    if report.category_id == category.pk:
        return report
    before, report.category = report.category, category
    report.save(update_fields=["category"])
    report.item = recategorise(item.pk, category.code, actor=actor, now=now)
    record(
        "reports.correct_category", actor=actor, obj=report, office=item.office, label=str(item), item=item, now=now,
        changes={"category": [before.name if before else "", category.name]},
    )  # fmt: skip
    refresh_search(report)
    return report


def _in_force(category: Category, now: dt.datetime) -> bool:
    day = timezone.localtime(now).date()
    return category.since <= day and (category.until is None or day < category.until)


@transaction.atomic
def merge_report(
    report_id: int,
    *,
    into: int,
    actor: Person,
    now: dt.datetime,
    note: str = "",
    access: Access | None = None,
) -> Step:
    """Join a report with an earlier or later one of the same matter: its reporter and followers go along.

    Refuses itself, a closed one, another office's. As a joined report is closed, a circle cannot come about.
    """
    if report_id == into:
        raise Refused(_("A report cannot be joined with itself."), field="into")
    pair = {item.pk: item for item in _locked_in_order(report_id, into)}
    item, target = pair.get(report_id), pair.get(into)
    if item is None or target is None or item.office_id != target.office_id or target.kind != item.kind:
        raise Refused(_("There is no such report in this office."), field="into")
    if target.is_closed:
        raise Refused(
            _("%(number)s is closed. Join with one that is still open, or reopen it first.")
            % {"number": target.number},
            field="into",
        )
    step = make_move(
        report_id, "merge", note=note, actor=actor, access=access, now=now,
        data={"into": target.pk, "number": target.number},
    )  # fmt: skip
    report, chosen = Report.objects.get(pk=report_id), Report.objects.get(pk=into)
    report.merged_into = chosen
    report.save(update_fields=["merged_into"])
    _bring_followers(report, chosen, actor=actor, now=now)
    link(item, to=target, kind=LinkKind.DUPLICATE, by=actor, now=now)
    record(
        "reports.merge", actor=actor, obj=report, office=item.office, label=str(item), item=target, now=now,
        changes={"into": target.number},
    )  # fmt: skip
    return step


def _locked_in_order(*ids: int) -> list[Item]:
    """Both rows, always locked in the same order, so that two people who join at once do not block each other."""
    return list(Item.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _bring_followers(report: Report, target: Report, *, actor: Person, now: dt.datetime) -> None:
    moved = list(report.followers.filter(ended_at__isnull=True).select_related("origin"))
    report.followers.filter(ended_at__isnull=True).update(ended_at=now)
    for origin in [report, *(follower.origin for follower in moved)]:
        follower = Follower(report=target, origin=origin, token_hash=origin.follow_hash, at=now)
        follower.phone_sealed = seal(follower, "phone", unseal(origin, "reporter_phone"))
        follower.phone_index, follower.phone_shown = origin.phone_index, origin.phone_shown
        follower.save()
        record(
            "reports.follow", actor=actor, obj=follower, office=target.office, label=str(target), item=target.item, now=now,
            changes={"reported as": origin.item.number},
        )  # fmt: skip


@transaction.atomic
def publish(
    report_id: int, *, public: bool, actor: Person, now: dt.datetime, access: Access | None = None
) -> Report:
    """Show the report on the public list, or take it off: for matters that would point at somebody."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    report = Report.objects.select_for_update(of=("self",)).select_related("item").get(pk=report_id)
    if not may_sort(report, access):
        raise Refused(_("Only the desk decides what the public list shows."), code="not_allowed")
    if report.public != public:
        report.public = public
        report.save(update_fields=["public"])
        record(
            "reports.publish", actor=actor, obj=report, office=report.office, label=str(report.item), item=report.item,
            changes={"public": [not public, public]}, now=now,
        )  # fmt: skip
    return report
