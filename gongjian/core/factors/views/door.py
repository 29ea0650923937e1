"""The second half of the door: a code or a passkey, after the password was right."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.actions import note_refused, prove_by_code
from gongjian.core.factors.entering import enter
from gongjian.core.factors.forms import SecondStepForm
from gongjian.core.factors.half import end_half, half_of
from gongjian.core.factors.passkeys import ask_for_own, passkey_shown
from gongjian.core.factors.state import protection_of
from gongjian.core.people.buckets import Rate, give_back, take
from gongjian.core.people.guard import GIVEN_PASSWORD, NO_SECOND_STEP, SEEING, allow_public, fine_while
from gongjian.core.people.models import Person
from gongjian.core.people.onward import onward_of
from gongjian.core.people.sessions import address_of
from gongjian.core.people.signing_in import BY_ADDRESS
from gongjian.core.people.views.forms_page import put_into
from gongjian.core.refusal import Refused

BY_ASKING = Rate("passkey", tokens=300, refill=dt.timedelta(hours=1))


@allow_public("the second half of the door; the session says who has done the first")
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks whoever is half signed in for a code; everybody else begins at the first step."""
    now = timezone.now()
    half = half_of(request, now=now)
    if half is None:
        signed_in = request.user.is_authenticated
        return HttpResponseRedirect(onward_of(request) if signed_in else reverse("people:sign_in"))
    protection = protection_of(half.person)
    form = SecondStepForm(request.POST or None, app=protection.app is not None)
    context = {
        "form": form,
        "title": _("Second step"),
        "half": half,
        "protection": protection,
        "by_code": protection.app is not None or protection.codes_left,
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                how = prove_by_code(half.person, form.cleaned_data["code"], now=now)
                return enter(request, half.person, how=f"{half.how}+{how}", onward=half.onward, now=now)
            except Refused as refused:
                if refused.code == "throttled":
                    context["throttled"], status = refused.reason, 429
                else:
                    put_into(form, refused)
    answer = render(request, "factors/second_step.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@allow_public("ends what the own session has half begun", methods=("POST",))
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def back(request: HttpRequest) -> HttpResponse:
    """Not me, or not now: back to the first step."""
    end_half(request)
    return HttpResponseRedirect(reverse("people:sign_in"))


@allow_public("asks the browser for a passkey of whoever knocks", methods=("POST",))
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for: at the second step, and where she is signed in, only her own passkeys."""
    now = timezone.now()
    try:
        take(BY_ASKING, subject=address_of(request), now=now)
    except Refused as refused:
        return JsonResponse({"reason": str(refused.reason)}, status=429)
    half = half_of(request, now=now)
    person = half.person if half else request.user
    return JsonResponse(ask_for_own(request, person if isinstance(person, Person) else None, now=now))


@allow_public("the door itself, opened by a passkey", methods=("POST",))
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone signs in: it is both steps at once. At the second step it must be of the same person."""
    now, address = timezone.now(), address_of(request)
    half = half_of(request, now=now)
    try:
        take(BY_ADDRESS, subject=address, now=now)
        shown = passkey_shown(request, answer=request.POST.get("answer", ""), now=now)
        if half is not None and shown.person_id != half.person.pk:
            raise Refused(_("This passkey belongs to another account."), code="not_opened")
    except Refused as refused:
        if half is not None and refused.code == "not_opened":
            note_refused(half.person, how="passkey", now=now)
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(reverse("sign_in:second_step" if half else "people:sign_in"))
    give_back(BY_ADDRESS, subject=address, now=now)
    how, onward = (f"{half.how}+passkey", half.onward) if half else ("passkey", onward_of(request))
    return enter(request, shown.person, how=how, onward=onward, now=now)
