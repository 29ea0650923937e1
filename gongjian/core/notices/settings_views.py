"""My notice settings: address, ways, quiet hours, summaries; and the page that a letter's link leads to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.notices.addresses import (
    confirm_address,
    masked,
    preference_of,
    remove_address,
    set_address,
)
from gongjian.core.notices.choosing import set_choices
from gongjian.core.notices.forms import AddressForm, ChoicesForm
from gongjian.core.notices.outbox import is_mail_set_up
from gongjian.core.people.guard import allow_public, allow_signed_in
from gongjian.core.people.models import Person
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.privacy import unseal
from gongjian.core.refusal import Refused


@allow_signed_in("everybody's own settings")
def choices(request: HttpRequest) -> HttpResponse:
    """Which kinds by which way, quiet hours, summaries."""
    person = me(request)
    wish = preference_of(person)
    form = ChoicesForm(request.POST or None, wish=wish)

    def work(_given: dict[str, Any]) -> str:
        set_choices(person, now=timezone.now(), **form.choices())
        return reverse("notices:settings")

    context = {
        "title": _("My notice settings"),
        "wish": wish,
        "address": masked(unseal(wish, "address")) if wish.address_sealed else "",
        "mail": is_mail_set_up(),
    }
    return form_page(
        request,
        form,
        act="notices.set_choices",
        work=work,
        done=_("Your settings are kept."),
        context=context,
        template="notices/settings.html",
    )


@allow_signed_in("everybody's own address")
def address(request: HttpRequest) -> HttpResponse:
    """Another address; it counts once its letter has been opened."""
    person: Person = me(request)

    def work(given: dict[str, Any]) -> str:
        set_address(person, address=given["address"], now=timezone.now())
        return reverse("notices:settings")

    context = {
        "title": _("My e-mail address"),
        "intro": _(
            "Only what happened, with number and area, is sent there; never a name or a resident's words."
        ),
        "back_url": reverse("notices:settings"),
        "submit_label": _("Send the letter"),
    }
    done = _("A letter is on its way. Open the link in it within three days.")
    form = AddressForm(request.POST or None)
    return form_page(request, form, act="notices.set_address", work=work, done=done, context=context)


@allow_signed_in("everybody's own address", methods=("POST",))
def forget(request: HttpRequest) -> HttpResponse:
    """Take the address away."""
    return do_and_say(
        request,
        act="notices.remove_address",
        work=lambda: remove_address(me(request), now=timezone.now()),
        done=_("The address is destroyed. You get no more letters."),
        back=reverse("notices:settings"),
    )


@allow_public("whoever reads the letter may not be signed in on this device; the link is signed")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because programs that look links over follow them too."""
    problem, done = "", False
    if request.method == "POST":
        try:
            confirm_address(token, now=timezone.now())
            done = True
        except Refused as refused:
            problem = str(refused.reason)
    context = {"problem": problem, "done": done}
    return render(request, "notices/confirm.html", context, status=422 if problem else 200)
