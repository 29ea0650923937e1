"""My sign-in protection: what is set up, proving that it is I, recovery codes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.actions import make_codes, prove_by_code
from gongjian.core.factors.forms import ProofForm
from gongjian.core.factors.fresh import needs_fresh, note_fresh
from gongjian.core.factors.models import RecoveryCode
from gongjian.core.factors.passkeys import fits_here, passkey_shown
from gongjian.core.factors.state import protection_of
from gongjian.core.people.guard import NO_SECOND_STEP, allow_signed_in, fine_while
from gongjian.core.people.models import Person
from gongjian.core.people.onward import onward_of
from gongjian.core.people.signing_in import check_not_too_often
from gongjian.core.people.views.forms_page import me, not_again, put_into, secret_once
from gongjian.core.refusal import Refused


@allow_signed_in("shows how the person's own sign-in is protected", methods=("GET",))
@fine_while(NO_SECOND_STEP)
def protection(request: HttpRequest) -> HttpResponse:
    """What is set up, and what could be."""
    context = {"protection": protection_of(me(request)), "fits_here": fits_here(request)}
    return render(request, "factors/protection.html", context)


@allow_signed_in("asks the person to prove that it is she")
@fine_while(NO_SECOND_STEP)
def confirm(request: HttpRequest) -> HttpResponse:
    """A password, a code or a passkey; then on to what she wanted to change."""
    person, now = me(request), timezone.now()
    mine = protection_of(person)
    form = ProofForm(request.POST or None, with_code=mine.app is not None or mine.codes_left > 0)
    onward = onward_of(request, otherwise=reverse("factors:protection"))
    if request.method == "POST" and form.is_valid():
        try:
            _prove(person, form)
        except Refused as refused:
            put_into(form, refused)
        else:
            note_fresh(request, now=now)
            return HttpResponseRedirect(onward)
    context = {"form": form, "next": onward, "protection": mine, "back_url": reverse("factors:protection")}
    return render(request, "factors/confirm.html", context, status=422 if request.method == "POST" else 200)


@allow_signed_in("lets the person prove by a passkey that it is she", methods=("POST",))
@fine_while(NO_SECOND_STEP)
def confirm_by_passkey(request: HttpRequest) -> HttpResponse:
    """The passkey that the browser showed is one of hers."""
    onward, now = onward_of(request, otherwise=reverse("factors:protection")), timezone.now()
    try:
        shown = passkey_shown(request, answer=request.POST.get("answer", ""), now=now)
        if shown.person_id != me(request).pk:
            raise Refused(_("This passkey belongs to another account."))
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(f"{reverse('factors:confirm')}?{urlencode({'next': onward})}")
    note_fresh(request, now=now)
    return HttpResponseRedirect(onward)


def _prove(person: Person, form: ProofForm) -> None:
    now = timezone.now()
    if code := form.cleaned_data.get("code"):
        prove_by_code(person, code, now=now)
        return
    check_not_too_often(person, now=now)
    if not person.check_password(form.cleaned_data["password"]):
        raise Refused(_("The password is not right."), field="password")


@allow_signed_in("makes the person's own recovery codes", methods=("POST",))
@fine_while(NO_SECOND_STEP)
@needs_fresh
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new ones, shown this once."""

    def make() -> tuple[RecoveryCode, str]:
        first, texts = make_codes(me(request), now=timezone.now())
        return first, "\n".join(texts)

    try:
        _first, text = secret_once(request, act="factors.make_codes", make=make)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(reverse("factors:protection"))
    if not text:
        return not_again(request, back="factors:protection")
    answer = render(request, "factors/codes.html", {"codes": text.split("\n"), "me": me(request)})
    answer.headers["Cache-Control"] = "no-store"
    return answer
