"""The addresses of GeoReport v2: discovery, services, requests, tokens."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.buckets import Rate, take_from
from gongjian.modules.reports.models import Open311Key, Receipt
from gongjian.modules.reports.open311.answering import Told, georeport
from gongjian.modules.reports.open311.asking import answer_of, may_be_read, read_question
from gongjian.modules.reports.open311.faults import Fault
from gongjian.modules.reports.open311.jurisdictions import office_asked
from gongjian.modules.reports.open311.keys import find_key
from gongjian.modules.reports.open311.services import category_asked, definition_of, services_of
from gongjian.modules.reports.open311.showing import shown, with_relations
from gongjian.modules.reports.open311.taking import digest_of_token, take_request

CHANGESET = "2026-11-26T00:00:00Z"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
WRONG_KEYS = Rate("open311-key", 30, dt.timedelta(minutes=30))


@georeport()
def discovery(request: HttpRequest) -> Told:
    """Where the interface is and what it speaks."""
    url = request.build_absolute_uri(reverse("public_reports:open311_services_json"))
    endpoint = {
        "specification": SPECIFICATION, "url": url.rpartition("/")[0], "changeset": CHANGESET, "type": "production",
        "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    return "discovery", {
        "changeset": CHANGESET,
        "contact": _("The desk of the office, which also takes reports on its public page."),
        "key_service": _("The office's dispatcher issues keys, under Connections."),
        "endpoints": [endpoint],
    }


@georeport()
def services(request: HttpRequest) -> Told:
    """What can be reported today."""
    return "services", services_of(office_asked(request.GET), day=timezone.localdate())


@georeport()
def service(request: HttpRequest, code: str) -> Told:
    """One service and its attributes."""
    office, day = office_asked(request.GET), timezone.localdate()
    return "service_definition", definition_of(category_asked(office, code, day=day), office, day=day)


@georeport(methods=("GET", "POST"))
def requests(request: HttpRequest) -> Told:
    """The list; sent to, it takes one in."""
    return "service_requests", _take(request) if request.method == "POST" else _listed(request)


def _listed(request: HttpRequest) -> list[dict[str, Any]]:
    now, office = timezone.now(), office_asked(request.GET)
    asked = read_question(request.GET, now=now)
    key = _key(request, request.GET, office, needed=False)
    return [shown(report) for report in with_relations(answer_of(asked, office, key))]


def _take(request: HttpRequest) -> list[dict[str, Any]]:
    office = office_asked(request.POST)
    key = _key(request, request.POST, office, needed=True)
    assert key is not None
    token = request.headers.get("Idempotency-Key", "")
    taken = take_request(request.POST, office=office, key=key, token=token, now=timezone.now())
    notice = " ".join(taken.notices) or None
    return [{"service_request_id": taken.report.item.number, "service_notice": notice, "account_id": None}]


@georeport()
def one_request(request: HttpRequest, number: str) -> Told:
    """One report by its number."""
    office = office_asked(request.GET)
    key = _key(request, request.GET, office, needed=False)
    rows = may_be_read(office, key).filter(item__number=number.strip().upper())
    found = [shown(report) for report in with_relations(rows)]
    if not found:
        raise Fault(
            404, _("There is no published report with the service_request_id %(id)s.") % {"id": number[:24]}
        )
    return "service_requests", found


@georeport()
def token(request: HttpRequest, token: str) -> Told:
    """The number of a report for its sender whose answer was lost: the token is the Idempotency-Key that it sent."""
    office = office_asked(request.GET)
    key = _key(request, request.GET, office, needed=True)
    found = Receipt.objects.filter(key=key, token=digest_of_token(token)).exclude(token="")
    receipt = found.select_related("report__item").first()
    if receipt is None:
        raise Fault(404, _("No request was taken in under this token."))
    return "service_requests", [{"service_request_id": receipt.report.item.number, "token": token}]


@georeport(methods=("GET", "POST"))
def nothing(request: HttpRequest, rest: str) -> Told:
    """Whatever else is asked for here."""
    raise Fault(404, _("There is nothing at this address: see discovery."))


def _key(request: HttpRequest, given: QueryDict, office: Area, *, needed: bool) -> Open311Key | None:
    """The key that was sent. Raises Fault (403) for a wrong one or, where one is needed, none; wrong ones are counted."""
    text = given.get("api_key", "").strip()
    if not text:
        if needed:
            raise Fault(403, _("api_key is missing."))
        return None
    now = timezone.now()
    key = find_key(text, office=office, now=now)
    if key is None:
        take_from(request, WRONG_KEYS, now=now)
        raise Fault(403, _("This api_key opens nothing here: it is wrong, has run out, or was revoked."))
    return key
