"""My passkeys: adding one, renaming it, removing it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.actions import remove_passkey, rename_passkey
from gongjian.core.factors.forms import PasskeyForm
from gongjian.core.factors.fresh import needs_fresh
from gongjian.core.factors.models import LIVE, Passkey
from gongjian.core.factors.passkeys import ask_for_new, fits_here, keep_new
from gongjian.core.people.guard import NO_SECOND_STEP, allow_signed_in, fine_while
from gongjian.core.people.sessions import device_of
from gongjian.core.people.views.forms_page import form_page, me


@allow_signed_in("asks the browser to make a passkey of the person's own", methods=("POST",))
@fine_while(NO_SECOND_STEP)
@needs_fresh
def begin(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to make."""
    return JsonResponse(ask_for_new(request, me(request), now=timezone.now()))


@allow_signed_in("adds a passkey of the person's own")
@fine_while(NO_SECOND_STEP)
@needs_fresh
def add(request: HttpRequest) -> HttpResponse:
    """A name, and the browser's own question; its answer comes back in the form."""
    person = me(request)
    usual = device_of(request) or _("My passkey")
    form = PasskeyForm(request.POST or None, initial={"name": usual})

    def work(given: dict[str, Any]) -> str:
        keep_new(
            request, person, name=given["name"], answer=request.POST.get("answer", ""), now=timezone.now()
        )
        return reverse("factors:protection")

    context = {
        "title": _("Add a passkey"),
        "back_url": reverse("factors:protection"),
        "fits_here": fits_here(request),
    }
    done = _("The passkey is added. It signs you in without a password.")
    return form_page(
        request, form, act="factors.add_passkey", work=work, done=done, context=context,
        template="factors/add_passkey.html",
    )  # fmt: skip


@allow_signed_in("renames a passkey of the person's own")
@fine_while(NO_SECOND_STEP)
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Another name."""
    passkey = _own(request, number)

    def work(given: dict[str, Any]) -> str:
        rename_passkey(me(request), number=number, name=given["name"], now=timezone.now())
        return reverse("factors:protection")

    form = PasskeyForm(request.POST or None, initial={"name": passkey.name})
    context = {"title": _("Rename the passkey"), "back_url": reverse("factors:protection")}
    return form_page(
        request, form, act=f"factors.rename_passkey:{number}", work=work, done=_("Renamed."), context=context
    )


@allow_signed_in("removes a passkey of the person's own")
@fine_while(NO_SECOND_STEP)
@needs_fresh
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Asked once, then gone."""
    passkey = me(request).passkeys.filter(pk=number).first()
    if passkey is None:
        raise Http404
    if passkey.removed_at is not None:
        return HttpResponseRedirect(reverse("factors:protection"))

    def work(_given: dict[str, Any]) -> str:
        remove_passkey(me(request), number=number, now=timezone.now())
        return reverse("factors:protection")

    context = {
        "question": _("Remove the passkey “%(name)s”?") % {"name": passkey.name},
        "consequence": _("It opens nothing from then on. Delete it on the device too."),
        "label": _("Yes, remove it"),
        "back_url": reverse("factors:protection"),
        "danger": True,
    }
    return form_page(
        request, forms.Form(request.POST or None), act=f"factors.remove_passkey:{number}", work=work,
        done=_("The passkey is removed."), context=context, template="web/confirm.html",
    )  # fmt: skip


def _own(request: HttpRequest, number: int) -> Passkey:
    found: Passkey = get_object_or_404(me(request).passkeys.filter(LIVE), pk=number)
    return found
