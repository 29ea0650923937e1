"""Signing in through another system, and linking one's own account there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.entering import go_on
from gongjian.core.factors.fresh import needs_fresh
from gongjian.core.people.buckets import give_back, take
from gongjian.core.people.guard import allow_public, allow_signed_in
from gongjian.core.people.onward import onward_of
from gongjian.core.people.sessions import address_of
from gongjian.core.people.signing_in import BY_ADDRESS
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.privacy import unseal
from gongjian.core.refusal import Refused
from gongjian.core.sso.actions import link_account, unlink_account, whose
from gongjian.core.sso.asking import Told, ask, told_by
from gongjian.core.sso.forms import NoForm
from gongjian.core.sso.models import LIVE
from gongjian.core.sso.provider import Provider
from gongjian.core.sso.providers import providers

FOUND = "sso_found"
FOUND_LASTS = dt.timedelta(minutes=10)


@allow_public("another way to the door", methods=("GET",))
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider; back with an answer."""
    one = _provider(provider)
    try:
        return HttpResponseRedirect(ask(request, one, onward=onward_of(request), now=timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(reverse("people:sign_in"))


@allow_public("where a provider sends the browser back to", methods=("GET",))
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """In, if the account is linked to somebody who may sign in; or on to confirming the link."""
    one, now, address = _provider(provider), timezone.now(), address_of(request)
    away = "sso:accounts" if request.user.is_authenticated else "people:sign_in"
    try:
        take(BY_ADDRESS, subject=address, now=now)
        told = told_by(request, one, now=now)
        if told.linking:
            give_back(BY_ADDRESS, subject=address, now=now)
            return _to_confirm(request, one, told, now=now)
        person = whose(one, told.name, now=now)
        if person is None:
            raise Refused(_not_linked(one), code="not_linked")
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(reverse(away))
    give_back(BY_ADDRESS, subject=address, now=now)
    return go_on(request, person, how=one.slug, onward=told.onward, now=now)


def _not_linked(provider: Provider) -> str:
    words = _(
        "This account of %(provider)s is not linked to an account here that may sign in. Sign in with your password and link it"
        " in “My account”, or ask your office's administrator to link it."
    )
    return words % {"provider": provider.label}


def _to_confirm(request: HttpRequest, provider: Provider, told: Told, *, now: dt.datetime) -> HttpResponse:
    """Whoever began to link must be the one who is signed in here now."""
    if getattr(request.user, "pk", None) != told.linking:
        raise Refused(_("This took too long, or was begun in another browser. Begin once more."))
    request.session[FOUND] = {
        "provider": provider.slug, "name": told.name, "person": told.linking, "at": now.isoformat()
    }  # fmt: skip
    return HttpResponseRedirect(reverse("sso:confirm"))


@allow_signed_in("shows which outside accounts are linked to the person's own", methods=("GET",))
def accounts(request: HttpRequest) -> HttpResponse:
    """Linked, and what could be."""
    lines = lines_of(
        me(request),
        unlink=lambda account: reverse("sso:unlink", args=[account.pk]),
        link=lambda slug: reverse("sso:link", args=[slug]),
    )
    return render(request, "sso/accounts.html", {"lines": lines})


@allow_signed_in("begins to link the person's own account elsewhere", methods=("GET",))
@needs_fresh
def link(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider, to learn which account is hers."""
    one, onward = _provider(provider), reverse("sso:accounts")
    try:
        person = me(request)
        return HttpResponseRedirect(ask(request, one, onward=onward, now=timezone.now(), linking=person.pk))
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(onward)


@allow_signed_in("links the person's own account elsewhere")
@needs_fresh
def confirm(request: HttpRequest) -> HttpResponse:
    """Asked once more, so that nobody links an account by a link that was sent to her."""
    now, found = timezone.now(), request.session.get(FOUND)
    if (
        not found
        or found["person"] != me(request).pk
        or now - dt.datetime.fromisoformat(found["at"]) > FOUND_LASTS
    ):
        return HttpResponseRedirect(reverse("sso:accounts"))
    provider = _provider(found["provider"])

    def work(_given: dict[str, Any]) -> str:
        link_account(me(request), provider=provider, name=found["name"], actor=me(request), now=now)
        return reverse("sso:accounts")

    context = {
        "question": _("Link this account of %(provider)s to yours?") % {"provider": provider.label},
        "consequence": _("Whoever is signed in there as “%(name)s” signs in here as you.")
        % {"name": found["name"]},
        "label": _("Yes, link it"),
        "back_url": reverse("sso:accounts"),
    }
    return form_page(
        request, NoForm(request.POST or None), act="sso.link", work=work, done=_("The account is linked."),
        context=context, template="web/confirm.html",
    )  # fmt: skip


@allow_signed_in("takes the person's own link away", methods=("POST",))
@needs_fresh
def unlink(request: HttpRequest, number: int) -> HttpResponse:
    """It signs her in no more."""

    def work() -> Any:
        try:
            return unlink_account(me(request), number=number, actor=me(request), now=timezone.now())
        except LookupError:
            raise Http404 from None

    return do_and_say(
        request, act=f"sso.unlink:{number}", work=work, done=_("The link is taken away."), back="sso:accounts"
    )  # fmt: skip


def lines_of(
    person: Any, *, unlink: Callable[[Any], str], link: Callable[[str], str] | None
) -> list[dict[str, Any]]:
    """Each provider that is set up, with the account that is linked, its name there, and where to link or unlink it:
    `unlink` by the account, `link` by the provider's slug, None for whoever may not begin it here."""
    live = {account.provider: account for account in person.outside_accounts.filter(LIVE)}
    lines = []
    for slug, one in providers().items():
        line: dict[str, Any] = {"provider": one, "account": live.get(slug)}
        if account := line["account"]:
            line |= {"name": unseal(account, "subject"), "unlink": unlink(account)}
        elif link is not None:
            line["link"] = link(slug)
        lines.append(line)
    return lines


def _provider(slug: str) -> Provider:
    found = providers().get(slug)
    if found is None:
        raise Http404
    return found
