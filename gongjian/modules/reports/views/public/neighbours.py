"""While a resident types: whether neighbours told the same. Asked by script as she types, without script after the second step;
whoever follows theirs gets an address of her own."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gongjian.core.people.buckets import take_from
from gongjian.core.people.guard import allow_public
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.reports.forms.public import TypedForm
from gongjian.modules.reports.hearing.following import find_neighbours, offer_of, say_me_too
from gongjian.modules.reports.hearing.likely import (
    Heard,
    heard_before,
    heard_of,
    kind_of,
    place_of,
    voices_of,
)
from gongjian.modules.reports.rates import LIKELY, VOICES
from gongjian.modules.reports.story import passed_of, status_of
from gongjian.modules.reports.views.public.drafts import draft_of
from gongjian.modules.reports.views.public.reporting import WHY, after_where, brand

COOKIE, KEPT_DAYS = "neighbour", 180


@allow_public(WHY, methods=("POST",))
def likely(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """What neighbours told of what is typed so far, as a fragment; nothing (204) where there is none."""
    form = TypedForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    given, now = form.cleaned_data, timezone.now()
    text = unseal(draft_of(uid), "text") if uid else given["text"]
    try:
        take_from(request, LIKELY, now=now)
    except Refused:
        return HttpResponse(status=204)
    found = heard_before(text, area=given["area"], place=given["place"], pin=form.pin, now=now)
    if not found:
        return HttpResponse(status=204)
    browser = _browser(request)
    answer = render(request, "reports/public/likely.html", {"heard": _offers(found, browser)})
    return _remember(answer, browser)


@allow_public(WHY, methods=("GET",))
def same(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The question between the second step and the third: follow theirs, or go on."""
    draft = draft_of(uid)
    found = heard_of(draft, now=timezone.now())
    if draft.report or not found:
        return redirect(after_where(draft))
    browser = _browser(request)
    context = {"draft": draft, "heard": _offers(found, browser), "go_on": after_where(draft), **brand()}
    return _remember(render(request, "reports/public/same.html", context), browser)


@allow_public(WHY, methods=("POST",))
def follow_theirs(request: HttpRequest) -> HttpResponse:
    """Count the voice, and lead to its address."""
    now = timezone.now()
    try:
        take_from(request, VOICES, now=now)
        token = say_me_too(request.POST.get("offer", ""), now=now)
    except Refused as refused:
        return render(
            request, "reports/public/not_followed.html", {"refused": refused, **brand()}, status=422
        )
    return redirect(reverse("public_reports:neighbours", args=[token]) + "?new=1")


@allow_public("whoever follows what neighbours told was given this address", methods=("GET",))
def neighbours(request: HttpRequest, token: str) -> HttpResponse:
    """How what neighbours told goes on: its kind, place, state and course, without a word of it."""
    found, now = find_neighbours(token), timezone.now()
    report = found.report
    topic = report.in_topic.topic if hasattr(report, "in_topic") else None
    context = {
        "item": report.item, "kind": kind_of(report, topic), "place": place_of(report, topic), "status": status_of(report.item),
        "passed": passed_of(report.item), "voices": voices_of(report, topic, now=now), "new": "new" in request.GET,
        "link": request.build_absolute_uri(reverse("public_reports:neighbours", args=[token])), **brand(),
    }  # fmt: skip
    answer = render(request, "reports/public/neighbours.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _offers(found: list[Heard], browser: str) -> list[dict[str, Any]]:
    return [{"told": one, "offer": offer_of(one.uid, browser=browser)} for one in found]


def _browser(request: HttpRequest) -> str:
    """A number by chance that this browser keeps, so that one neighbour is one voice; it says nothing else and is not stored."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if kept.isascii() and 16 <= len(kept) <= 64 else secrets.token_urlsafe(16)


def _remember(answer: HttpResponse, browser: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE, browser, max_age=KEPT_DAYS * 86_400, path=reverse("public_reports:start"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    return answer
