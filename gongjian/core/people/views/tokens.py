"""My tokens for programs: the list, making one (shown once), revoking one."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import manifests
from gongjian.core.people.actions import make_token, revoke_token
from gongjian.core.people.forms import TokenForm
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.models import ApiToken
from gongjian.core.people.views.forms_page import do_and_say, me, not_again, put_into, secret_once
from gongjian.core.refusal import Refused

USUAL = dt.timedelta(days=90)


def parts_of_the_api() -> list[tuple[str, Any]]:
    """Folder and words of everything that has operations."""
    found = {manifest.api_prefix or manifest.slug: manifest.label for manifest in manifests() if manifest.api}
    return list(found.items())


@allow_signed_in("shows the person's own tokens", methods=("GET",))
def tokens(request: HttpRequest) -> HttpResponse:
    """In force first, then the last that were revoked or ran out."""
    today = timezone.localdate()
    own = me(request).api_tokens
    context = {
        "tokens": own.in_force(today),
        "gone": own.exclude(pk__in=own.in_force(today).values("pk"))[:20],
        "words": dict(parts_of_the_api()),
    }
    return render(request, "people/tokens.html", context)


@allow_signed_in("makes a token of the person's own")
def make(request: HttpRequest) -> HttpResponse:
    """A form; its answer shows the token's text, this once."""
    today, parts = timezone.localdate(), parts_of_the_api()
    form = TokenForm(request.POST or None, parts=parts, initial={"expires_on": today + USUAL})
    if request.method == "POST" and form.is_valid():
        try:
            number, text = secret_once(request, act="people.make_token", make=lambda: _make(request, form))
        except Refused as refused:
            put_into(form, refused)
        else:
            return _shown(request, number, text)
    context = {
        "form": form,
        "title": _("Make a token"),
        "intro": _(
            "A program that shows it may do what you may, as far as you tick here, and it stands in the trail as you."
        ),
        "submit_label": _("Make it"),
        "back_url": reverse("people:tokens"),
    }
    return render(request, "web/simple_form.html", context, status=422 if request.method == "POST" else 200)


def _make(request: HttpRequest, form: TokenForm) -> tuple[ApiToken, str]:
    known = [name for name, _words in parts_of_the_api()]
    return make_token(me(request), now=timezone.now(), known=known, **form.cleaned_data)


def _shown(request: HttpRequest, number: int, text: str) -> HttpResponse:
    if not text:
        return not_again(request, back="people:tokens")
    token = me(request).api_tokens.get(pk=number)
    answer = render(request, "people/token_made.html", {"token": token, "text": text})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@allow_signed_in("revokes a token of the person's own", methods=("POST",))
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """It opens nothing from now on."""

    def work() -> Any:
        try:
            return revoke_token(me(request), token_id=number, now=timezone.now())
        except LookupError:
            raise Http404 from None

    return do_and_say(
        request,
        act=f"people.revoke_token:{number}",
        work=work,
        done=_("The token is revoked."),
        back="people:tokens",
    )
