"""The reporter's name and number: seen with a reason, found by the exact number, destroyed when no longer needed."""

import datetime as dt
import functools
import operator
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.actions import reveal
from gongjian.core.privacy.erasing import erase
from gongjian.core.privacy.sealing import blind, unseal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_name, mask_phone, normalise_phone, valid_phone
from gongjian.modules.reports.actions.receiving import NAME_PURPOSE, PHONE_PURPOSE, plain_name
from gongjian.modules.reports.models import Follower, Receipt, Report
from gongjian.modules.reports.policy import may_reveal

KEEP_DAYS = 90
CHUNK = 500
LONGEST_NAME = 40
FEW = 1000  # more reports than these under one name or number are met soon enough from the newest on
SEALED = ("reporter_name", "reporter_phone", "reporter_email", "body")


@transaction.atomic
def reveal_contact(
    report_id: int, *, reason: str, actor: Person, now: dt.datetime, access: Access | None = None
) -> dict[str, str]:
    """Name, number and the text as it came, by field, with a trail row for each that is shown."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    report = Report.objects.select_related("item", "office").get(pk=report_id)
    if not may_reveal(report, access):
        raise Refused(
            _("Name and number are shown to the desk and to those who handle the report."), code="not_allowed"
        )
    kept = [field for field in SEALED if getattr(report, f"{field}_sealed")]
    if not kept:
        raise Refused(
            _("Nothing is kept: the reporter left nothing, or it was destroyed in time."), code="nothing_kept"
        )
    return {
        field: reveal(
            report, field, actor=actor, reason=reason, office=report.office, label=str(report.item), item=report.item,
            now=now,
        )
        for field in kept
    }  # fmt: skip


@transaction.atomic
def find_by_phone(
    number: str, *, actor: Person, now: dt.datetime, access: Access | None = None
) -> list[Report]:
    """Reports left under exactly this number, in the person's area; the search itself leaves a trail row."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    paths = access.paths("reports.find_by_phone")
    if not paths:
        raise Refused(_("Only the desk finds reports by a number."), code="not_allowed")
    if not valid_phone(number):
        raise Refused(_("This is no telephone number: 11 digits, or area code and number."), field="phone")
    plain = normalise_phone(number)
    found = (
        Report.objects.filter(_by_phone(plain))
        .under_any(paths)
        .select_related("item__area", "item__unit", "category")
    )
    if actor.office is None:
        raise Refused(_("Your account belongs to no office."), code="not_allowed")
    record(
        "reports.find_by_phone", actor=actor, obj=actor, office=actor.office, label=mask_phone(plain),
        changes={"number": mask_phone(plain)}, now=now,
    )  # fmt: skip
    return list(found.order_by("-item__opened_at")[:100])


def find_by_contact(q: str, access: Access, *, now: dt.datetime, limit: int) -> list[Report]:
    """Reports left under exactly this name or number, in areas where the person may find them so, newest first.

    What was found leaves a trail row with the name or number masked. Nobody else learns that there is something.
    """
    paths = access.paths("reports.find_by_phone")
    keys = _keys_of(q) if paths else None
    if keys is None:
        return []
    seen = Report.objects.under_any(paths).filter(keys).select_related("item__area", "office")
    found = list(seen.order_by("-item__opened_at", "-pk")[:limit])
    if found:
        actor = Person.objects.get(pk=access.person_id)
        shown = mask_phone(normalise_phone(q)) if valid_phone(q) else mask_name(q)
        with transaction.atomic():
            record(
                "reports.find_by_phone", actor=actor, obj=actor, office=actor.office or found[0].office, label=shown,
                changes={"number": shown}, now=now,
            )  # fmt: skip
    return found


def _by_phone(number: str) -> Q:
    """Reports left under the number, and those that somebody follows under it."""
    key = blind(normalise_phone(number), PHONE_PURPOSE)
    followed = Follower.objects.filter(phone_index=key, ended_at__isnull=True)
    return _of(
        Report.objects.filter(phone_index=key).values_list("pk", flat=True),
        followed.values_list("report", flat=True),
    )


def _of(*sources: QuerySet[Any]) -> Q:
    """The reports whose keys these give, read first: in one question the database may rather leaf through all reports from
    the newest on until it has met enough of them, and somebody's name stands in very few."""
    keys = {key for rows in sources for key in rows.order_by()[: FEW + 1]}
    if len(keys) <= FEW:
        return Q(pk__in=keys)
    return functools.reduce(operator.or_, (Q(pk__in=rows) for rows in sources))


def _keys_of(q: str) -> Q | None:
    """The condition for a number or a name that was typed whole; None for what is neither."""
    if valid_phone(q):
        return _by_phone(q)
    if 2 <= len(plain_name(q)) <= LONGEST_NAME and not any(char.isdigit() for char in q):
        key = blind(plain_name(q), NAME_PURPOSE)
        return _of(Report.objects.filter(name_index=key).values_list("pk", flat=True))
    return None


def index_names(now: dt.datetime) -> int:
    """Let names that were sealed before they could be found be found; says how many. Safe to run again."""
    count = 0
    waiting = Report.objects.filter(reporter_name_sealed__isnull=False, name_index="").order_by("pk")
    while chunk := list(waiting[:CHUNK]):
        for report in chunk:
            report.name_index = blind(plain_name(unseal(report, "reporter_name")), NAME_PURPOSE)
        Report.objects.bulk_update(chunk, ["name_index"])
        count += len(chunk)
    return count


def forget_contacts(now: dt.datetime) -> int:
    """Destroy names, numbers and unmasked texts 90 days after closing; says how many reports. Safe to run again."""
    before = now - dt.timedelta(days=KEEP_DAYS)
    count = 0
    while chunk := list(_overdue(before)[:CHUNK]):
        with transaction.atomic():
            _forget(chunk, now=now)
        count += len(chunk)
    return count


def _overdue(before: dt.datetime) -> "Iterable[Report]":
    kept = (
        Q(reporter_name_sealed__isnull=False)
        | Q(reporter_phone_sealed__isnull=False)
        | Q(body_sealed__isnull=False)
        | Q(reporter_email_sealed__isnull=False)
    )
    kept |= Q(followers__phone_sealed__isnull=False)
    closed = Report.objects.filter(item__closed_at__lt=before).filter(kept)
    return closed.select_related("item", "office").order_by("pk").distinct()


def _forget(chunk: list[Report], *, now: dt.datetime) -> None:
    ids = [report.pk for report in chunk]
    erase(
        Report.objects.filter(pk__in=ids), now=now,
        reporter_name_sealed=None, reporter_phone_sealed=None, reporter_email_sealed=None, body_sealed=None,
        name_shown="", phone_shown="",
        phone_index="", name_index="", wants_reply=False, contacts_gone_at=now,
    )  # fmt: skip
    erase(Receipt.objects.filter(report__in=ids, media_sealed__isnull=False), now=now, media_sealed=None)
    followers = Follower.objects.filter(report__in=ids)
    erase(followers, now=now, phone_sealed=None, phone_index="", phone_shown="")
    for report in chunk:
        record(
            "reports.forget_contacts", actor=None, obj=report, office=report.office, label=str(report.item),
            item=report.item, now=now, reason=_("90 days after closing"),
        )  # fmt: skip
