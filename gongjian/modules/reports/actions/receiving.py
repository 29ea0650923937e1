"""Taking a report in: from the public page, or at the desk from telephone, letter, counter, hotline and street."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.acts import one_act
from gongjian.core.files.actions import keep_picture
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.sealing import blind, seal
from gongjian.core.refusal import Refused
from gongjian.core.search import index, index_new
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of
from gongjian.lib.masks import mask_name, mask_phone, mask_text, normalise_phone
from gongjian.lib.problem import Problem
from gongjian.modules.reports.actions.told import (
    LONGEST_TEXT,
    Told,
    check_not_here,
    checked_email,
    checked_text,
    place_of,
    title_of,
)
from gongjian.modules.reports.circumstances import facts_of
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.models import DESK_CHANNELS, Channel, Report

PHONE_PURPOSE = "reports.phone"
NAME_PURPOSE = "reports.name"


@one_act()
def report_publicly(told: Told, *, pictures: Sequence[bytes] = (), now: dt.datetime) -> Report:
    """Take in what a resident wrote on the public page; nobody is signed in."""
    return receive(told, channel=Channel.WEB, now=now, pictures=pictures)


@one_act()
def register_report(
    told: Told,
    *,
    channel: str,
    actor: Person,
    now: dt.datetime,
    opened_at: dt.datetime | None = None,
    pictures: Sequence[bytes] = (),
    access: Access | None = None,
) -> Report:
    """Write down what a resident said or wrote to the office; `opened_at` is when it reached the office."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    if not access.may("reports.register", told.area.path):
        raise Refused(_("You write reports down for your own area only."), field="area", code="not_allowed")
    if channel not in DESK_CHANNELS:
        raise Refused(_("Choose how the report reached the office."), field="channel")
    if channel == Channel.HOTLINE and not told.external_id.strip():
        raise Refused(_("Give the number of the hotline order."), field="external_id")
    return receive(told, channel=channel, actor=actor, now=now, opened_at=opened_at, pictures=pictures)


def receive(
    told: Told,
    *,
    channel: str,
    now: dt.datetime,
    actor: Person | None = None,
    opened_at: dt.datetime | None = None,
    pictures: Sequence[bytes] = (),
    with_clocks: bool = True,
    longest: int = LONGEST_TEXT,
    sender: str = "",
) -> Report:
    """Open the item and hang the report on it. Call inside a transaction. `sender` names the system that sent it.

    Personal numbers in title, text and place are masked in what is stored and found; the text as it came is sealed.
    """
    office = told.area.office
    if office is None:
        raise Refused(_("Choose a place inside a subdistrict office."), field="area")
    text = checked_text(told.text, longest=longest)
    if channel != Channel.IMPORT:  # a file is compared with what is here a chunk at a time
        check_not_here(told, office)
    item = open_item(
        REPORT, office=office, area=told.area, title=title_of(told, text), place=place_of(told), lat=told.lat, lon=told.lon,
        urgent=told.urgent, category=told.category.code if told.category else "", opened_at=opened_at, now=now,
        actor=actor, with_clocks=with_clocks, facts=facts_of(channel, urgent=told.urgent),
    )  # fmt: skip
    report = _report(told, text, item=item, channel=channel)
    if channel != Channel.IMPORT:  # a file's topics are found by the next counting
        report.unjoined_since = now
    report.save(force_insert=True)
    for data in pictures:
        keep_picture(data, office=office, by=actor, now=now, item=item, stage="before")
    index_new(item, search_text(report))
    changes = {"channel": str(channel), "category": item.category, "number elsewhere": report.external_id}
    record(
        "reports.receive", actor=actor, obj=report, office=office, label=str(item), item=item, now=now,
        changes=changes | ({"sender": sender} if sender else {}),
    )  # fmt: skip
    return report


def refresh_search(report: Report) -> None:
    """Put title, text, place and category into the search index: masked text only."""
    index(report.item, search_text(report))


def search_text(report: Report) -> str:
    """What a report can be found by, beside title and place."""
    words = [report.body, report.item.area.name, str(report.category or ""), report.external_id]
    return "\n".join(word for word in words if word)


def words_of(ids: Sequence[int]) -> dict[int, str]:
    """By id, what the reporter said, numbers in it masked: what a thread shows of a report."""
    return dict(Report.objects.filter(pk__in=ids).values_list("pk", "body"))


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`search_text` of many."""
    rows = Report.objects.filter(pk__in=ids).select_related("item__area", "category")
    return {report.pk: search_text(report) for report in rows}


def plain_name(name: str) -> str:
    """A name as it is compared: without spaces, in one form of its letters."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def seal_contact(holder: Report, *, name: str, phone: str, email: str = "") -> None:
    """Seal the reporter's name, number and address into the row, with masks to show and indexes to find them by, exactly."""
    name, phone = name.strip(), phone.strip()
    try:
        number = normalise_phone(phone) if phone else ""
    except Problem:
        words = _("This is no telephone number: 11 digits, or area code and number.")
        raise Refused(words, field="phone") from None
    if len(name) > 40:
        raise Refused(_("The name is too long: at most 40 characters."), field="name")
    holder.reporter_email_sealed = seal(holder, "reporter_email", checked_email(email))
    holder.reporter_name_sealed = seal(holder, "reporter_name", name)
    holder.reporter_phone_sealed = seal(holder, "reporter_phone", number)
    holder.name_shown = mask_name(name) if name else ""
    holder.phone_shown = mask_phone(number) if number else ""
    holder.phone_index = blind(number, PHONE_PURPOSE)
    holder.name_index = blind(plain_name(name), NAME_PURPOSE)


def _report(told: Told, text: str, *, item: Item, channel: str) -> Report:
    report = Report(
        item=item, uid=uuid4(), office=item.office, channel=channel, category=told.category, body=mask_text(text).text,
        wants_reply=told.wants_reply, external_id=told.external_id.strip(), external_user=told.external_user[:60],
        likes=told.likes, dislikes=told.dislikes, is_demo=told.is_demo,
    )  # fmt: skip
    if report.body != text:
        report.body_sealed = seal(report, "body", text)
    if told.wants_reply and not told.phone.strip():
        raise Refused(
            _("Without a number nobody can call back. Leave one, or follow by the link."), field="phone"
        )
    seal_contact(report, name=told.name, phone=told.phone, email=told.email)
    report.follow_hash = digest_of(token_of(report))
    return report
