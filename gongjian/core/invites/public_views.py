"""The private page: one thing of one unit, for whoever holds the link."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.invites import actions
from gongjian.core.invites.forms import AnswerForm
from gongjian.core.invites.models import Invite
from gongjian.core.invites.reading import invite_by, why_closed
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import Rate, give_back, take
from gongjian.core.people.guard import allow_public
from gongjian.core.people.views.forms_page import put_into
from gongjian.core.refusal import Refused

TRIES = Rate("invite-try", 40, dt.timedelta(minutes=30))
HOLDER = "whoever holds the private link was given it by the office"
GONE, UNKNOWN, TOO_OFTEN, UNFIT = 410, 404, 429, 422


@allow_public(HOLDER)
def open_invite(request: HttpRequest, token: str) -> HttpResponse:
    """See the thing, accept or decline. Every wrong token costs a try; a right one gives it back."""
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    try:
        take(TRIES, subject=address, now=now)
    except Refused as refused:
        return _closed(request, str(refused.reason), status=TOO_OFTEN)
    found = invite_by(token)
    if found is None:
        words = _("There is nothing behind this address. Check that you copied the whole link.")
        return _closed(request, words, status=UNKNOWN)
    give_back(TRIES, subject=address, now=now)
    if words := why_closed(found, now=now):
        return _closed(request, words, status=200 if found.answered_at else GONE, answered=found)
    return _open(request, found, token=token, now=now)


def _open(request: HttpRequest, found: Invite, *, token: str, now: dt.datetime) -> HttpResponse:
    purpose, thing = found.what_for, actions.thing_of(found)
    closed = purpose.closed(thing, found.unit) if purpose and thing and purpose.closed else ""
    if purpose is None or thing is None or closed:
        return _closed(
            request, closed or _("What this link was about is no longer open. Ask the office."), status=GONE
        )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if answered := _answered(request, found, form, now=now):
            return answered
    elif request.method == "GET":
        actions.count_opening(found, now=now)
    more = purpose.context(thing, found.unit) if purpose.context else {}
    context = {"invite": found, "unit": found.unit, "thing": thing, "purpose": purpose, "form": form, **more}
    status = UNFIT if request.method == "POST" else 200
    return _private(render(request, purpose.template, context, status=status))


def _answered(
    request: HttpRequest, found: Invite, form: AnswerForm, *, now: dt.datetime
) -> HttpResponse | None:
    """Answer once, then say so; None when it was refused, with the words in the form."""
    given = form.cleaned_data

    def work() -> dict[str, Any]:
        accepted = given["answer"] == "accept"
        return {"answer": actions.answer(found, accepted=accepted, reason=given["reason"], now=now).answer}

    try:
        do_once(request.POST.get("once", ""), f"invites.answer:{found.pk}", work)
    except Refused as refused:
        put_into(form, refused)
        return None
    found.refresh_from_db()
    return _closed(request, why_closed(found, now=now), status=200, answered=found)


def _closed(request: HttpRequest, words: str, *, status: int, answered: Invite | None = None) -> HttpResponse:
    invite = answered if answered and answered.answered_at else None
    return _private(render(request, "invites/closed.html", {"words": words, "invite": invite}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search engine, and no other site is told the address.

    `same-origin` rather than `no-referrer`: under the latter browsers hide from us, too, where a form comes from, and
    the protection against forged forms would refuse it.
    """
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
