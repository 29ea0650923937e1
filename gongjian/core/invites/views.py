"""The office's pages of private links."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.invites import actions
from gongjian.core.invites.forms import RevokeForm
from gongjian.core.invites.ledgers import INVITES, invites_for
from gongjian.core.invites.models import Invite
from gongjian.core.invites.tokens import address_of
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me

invites = ledger_view(INVITES)


def _mine(request: HttpRequest, number: int) -> Invite:
    found: Invite = get_object_or_404(invites_for(request.access), pk=number)  # type: ignore[attr-defined]
    return found


@allow("invites.manage", methods=("GET",))
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One link: to whom, until when, what came of it; its address while it is open."""
    found, now = _mine(request, number), timezone.now()
    still = found.is_open(now)
    address = request.build_absolute_uri(address_of(found)) if still else ""
    context = {"invite": found, "state": found.state_at(now), "address": address, "purpose": found.what_for}
    answer = render(request, "invites/detail.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@allow("invites.manage")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """The link opens nothing any more."""
    found = _mine(request, number)
    back = reverse("invites:detail", args=[found.pk])

    def work(given: dict[str, Any]) -> str:
        actions.revoke(found, **given, by=me(request), now=timezone.now())
        return back

    context = {
        "title": _("Take the private link back"), "submit_label": pgettext("a private link", "Take back"), "back_url": back,
        "intro": _("Whoever opens it will read that the office took it back."),
    }  # fmt: skip
    form = RevokeForm(request.POST or None)
    return form_page(
        request, form, act="invites.revoke", work=work, done=_("The link is taken back."), context=context
    )
