"""Taking in a report that another system sends: the same act as on the public page, once however often it is sent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.fields.actions import set_values_in_bulk
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import Rate, take
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.lib.zh import clean_text
from gongjian.modules.reports.actions.receiving import receive
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.models import Channel, MediaState, Open311Key, Receipt, Report
from gongjian.modules.reports.open311.attributes import attributes_given
from gongjian.modules.reports.open311.faults import Fault, fault_of
from gongjian.modules.reports.open311.media import MEDIA, checked_media
from gongjian.modules.reports.open311.placing import Placed, place_asked
from gongjian.modules.reports.open311.services import attributes_of, category_asked

SAME_WITHIN = dt.timedelta(minutes=10)
LONGEST_TOKEN = 200


@dataclass(slots=True)
class Taken:
    """The report and what its sender should know."""

    report: Report
    notices: list[str] = field(default_factory=list)


def take_request(given: QueryDict, *, office: Area, key: Open311Key, token: str, now: dt.datetime) -> Taken:
    """Take a report in. The same `token`, or within ten minutes the same words by the same key, is taken in once.

    Raises Fault: 400 for what is wrong, 404 for an unknown service, 409 for a token used for something else, 429 when the
    key has sent too many in this hour.
    """
    body = digest_of_body(given)
    token_digest = digest_of_token(token)
    if earlier := _earlier(key, token_digest, body, now=now):
        return Taken(earlier, [_("This request was taken in before; nothing was added.")])
    notices: list[str] = []

    def work() -> dict[str, Any]:
        take(Rate("open311", key.hourly, dt.timedelta(hours=1)), subject=f"key:{key.pk}", now=now)
        report, told = _receive(given, office=office, key=key, now=now)
        _keep_receipt(report, given, key=key, token=token_digest, body=body, now=now)
        notices.extend(told)
        return {"report": report.pk}

    span = int(now.timestamp() // SAME_WITHIN.total_seconds())
    try:
        outcome = do_once(f"open311:{key.pk}:{token_digest or f'{body}:{span}'}", f"open311:{body}", work)
    except Refused as refused:
        raise fault_of(refused) from refused
    return Taken(Report.objects.select_related("item").get(pk=outcome["report"]), notices)


def _earlier(key: Open311Key, token: str, body: str, *, now: dt.datetime) -> Report | None:
    """What the same request brought before. Raises Fault (409) for a token that stood for other words."""
    rows = Receipt.objects.filter(key=key).select_related("report__item")
    if token:
        known = rows.filter(token=token).first()
        if known is not None and known.body_digest != body:
            raise Fault(409, _("This Idempotency-Key was used for another request."))
    else:
        known = rows.filter(body_digest=body, at__gt=now - SAME_WITHIN).order_by("-at").first()
    return known.report if known else None


def _receive(
    given: QueryDict, *, office: Area, key: Open311Key, now: dt.datetime
) -> tuple[Report, list[str]]:
    day = timezone.localtime(now).date()
    category = category_asked(office, given.get("service_code", ""), day=day)
    values, unknown = attributes_given(given, attributes_of(office), day=day)
    placed = place_asked(given, office)
    checked_media(given.get("media_url", ""))
    report = receive(_told(given, placed, category), channel=Channel.OPEN311, now=now, sender=key.name)
    if values:
        set_values_in_bulk({report.pk: values}, actor=None, now=now, with_steps=False)
    return report, [*placed.notices, *_about(unknown)]


def _about(unknown: Iterable[str]) -> list[str]:
    codes = ", ".join(unknown)
    return (
        [_("These attributes are not known here and were left out: %(codes)s.") % {"codes": codes[:200]}]
        if codes
        else []
    )


def _told(given: QueryDict, placed: Placed, category: Any) -> Told:
    lat, lon = placed.point or (None, None)
    phone = given.get("phone", "").strip()
    return Told(
        area=placed.area, text=given.get("description", ""), place=placed.place, lat=lat, lon=lon, category=category,
        name=_name(given), phone=phone, email=given.get("email", ""), wants_reply=bool(phone),
    )  # fmt: skip


def _name(given: QueryDict) -> str:
    """The name as it is said here: a Chinese family name stands first, without a space."""
    first, last = (clean_text(given.get(part, "")).strip() for part in ("first_name", "last_name"))
    if (first + last).isascii():
        return f"{first} {last}".strip()
    return last + first


def _keep_receipt(
    report: Report, given: QueryDict, *, key: Open311Key, token: str, body: str, now: dt.datetime
) -> None:
    receipt = Receipt(report=report, key=key, token=token, body_digest=body, at=now)
    if url := checked_media(given.get("media_url", "")):
        receipt.media_sealed, receipt.media = seal(receipt, "media", url), MediaState.WAITING
        label = _("Picture of %(number)s") % {"number": report.item.number}
        facts: dict[str, Any] = {"office": key.office, "label": label, "key": f"receipt:{report.pk}"}
        enqueue(MEDIA, payload={"report": report.pk}, now=now, **facts)
    receipt.save(force_insert=True)


def digest_of_body(given: QueryDict) -> str:
    """The digest of all that a request says, in whatever order it says it."""
    said = sorted((name, value) for name, values in given.lists() for value in values if name != "api_key")
    return sha256(repr(said).encode("utf-8", "replace")).hexdigest()


def digest_of_token(token: str) -> str:
    """What is kept of the sender's own key for a request; "" for none. Raises Fault (400) for one that is too long."""
    plain = token.strip()
    if len(plain) > LONGEST_TOKEN:
        raise Fault(400, _("An Idempotency-Key has at most 200 characters."))
    return sha256(plain.encode("utf-8", "replace")).hexdigest() if plain else ""
