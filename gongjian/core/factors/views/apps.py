"""Setting an authenticator app up, and removing it."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.actions import begin_app, confirm_app, remove_app
from gongjian.core.factors.actions.proving import BY_CODE
from gongjian.core.factors.forms import AppCodeForm
from gongjian.core.factors.fresh import needs_fresh
from gongjian.core.factors.models import LIVE, Authenticator
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import give_back, take
from gongjian.core.people.guard import NO_SECOND_STEP, allow_signed_in, fine_while
from gongjian.core.people.models import Person
from gongjian.core.people.views.forms_page import do_and_say, form_page, me, put_into
from gongjian.core.privacy import unseal
from gongjian.core.refusal import Refused
from gongjian.lib import totp

GROUP = 4


@allow_signed_in("begins an authenticator app of the person's own", methods=("POST",))
@fine_while(NO_SECOND_STEP)
@needs_fresh
def begin(request: HttpRequest) -> HttpResponse:
    """A new secret; the next page shows it."""
    return do_and_say(
        request,
        act="factors.begin_app",
        work=lambda: begin_app(me(request), now=timezone.now()),
        done=_("Now scan the code with your app."),
        back="factors:set_up_app",
    )


@allow_signed_in("shows the person's own new secret until it is confirmed")
@fine_while(NO_SECOND_STEP)
@needs_fresh
def set_up(request: HttpRequest) -> HttpResponse:
    """The secret as a picture and as text, and one code that proves that the app has it."""
    person = me(request)
    app = person.authenticators.filter(LIVE, confirmed_at__isnull=True).first()
    if app is None:
        return HttpResponseRedirect(reverse("factors:protection"))
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _confirm(request, person, form)
        except Refused as refused:
            put_into(form, refused)
    context = {"form": form, **_shown(person, app)}
    answer = render(
        request, "factors/set_up_app.html", context, status=422 if request.method == "POST" else 200
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _confirm(request: HttpRequest, person: Person, form: AppCodeForm) -> HttpResponse:
    now, code = timezone.now(), form.cleaned_data["code"]
    take(BY_CODE, subject=str(person.pk), now=now)
    do_once(
        request.POST.get("once", ""),
        "factors.confirm_app",
        lambda: {"row": confirm_app(person, code=code, now=now).pk},
        person=person,
    )
    give_back(BY_CODE, subject=str(person.pk), now=now)
    messages.success(
        request, _("The app is set up. Now make recovery codes, for the day on which the phone is lost.")
    )
    return HttpResponseRedirect(reverse("factors:protection"))


def _shown(person: Person, app: Authenticator) -> dict[str, Any]:
    secret = unseal(app, "secret")
    issuer = _("Gongjian")
    if person.office is not None:
        issuer = f"{issuer} {person.office.short_name}"
    address = totp.address_of(secret, account=person.username, issuer=issuer)
    groups = " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))
    return {"secret": groups, "address": address, "picture": _picture(address)}


def _picture(address: str) -> str:
    """The address as a QR code to stand in the page."""
    return segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", title=_("QR code")
    )


@allow_signed_in("removes the person's own authenticator app")
@fine_while(NO_SECOND_STEP)
@needs_fresh
def remove(request: HttpRequest) -> HttpResponse:
    """Asked once, then gone."""

    def work(_given: dict[str, Any]) -> str:
        remove_app(me(request), now=timezone.now())
        return reverse("factors:protection")

    context = {
        "question": _("Remove the authenticator app?"),
        "consequence": _("Its codes open nothing from then on. Delete the entry in the app too."),
        "label": _("Yes, remove it"),
        "back_url": reverse("factors:protection"),
        "danger": True,
    }
    return form_page(
        request, forms.Form(request.POST or None), act="factors.remove_app", work=work,
        done=_("The app is removed."), context=context, template="web/confirm.html",
    )  # fmt: skip
