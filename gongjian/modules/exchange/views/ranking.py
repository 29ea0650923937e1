"""What suits a need, best first, with reasons; what does not, by reason; and the button that asks the unit."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused
from gongjian.lib.matching import Ruled
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.forms import DayForm
from gongjian.modules.exchange.matching.one_need import Suiting, suiting
from gongjian.modules.exchange.matching.words import RULED, rows_of
from gongjian.modules.exchange.models import Need, Resource
from gongjian.modules.exchange.views.needs import SCOPED, arranged

SHOWN = 10
OFFERABLE = (Ruled.ROOM, Ruled.MEASURE)
"""Reasons in spite of which a person may offer a part, or count anew."""


@allow_signed_in(SCOPED, methods=("GET",))
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Resources that suit a need; `?why=room` shows those that are out for that reason."""
    need = arranged(request, pk)
    found = suiting(need, today=timezone.localdate())
    why = request.GET.get("why", "")
    chosen = Ruled(why) if why in set(Ruled) else None
    context = {
        "need": need, "found": found, "rows": rows_of(found)[:SHOWN], "more": max(0, len(found.best) - SHOWN),
        "reasons": _reasons(need, found), "why": RULED[chosen] if chosen else "",
        "out": [row.resource for row, reason in found.out if reason == chosen],
        "offerable": chosen in OFFERABLE, "back_url": reverse("exchange:need", args=[pk]),
    }  # fmt: skip
    return render(request, "exchange/matching/ranking.html", context)


def _reasons(need: Need, found: Suiting) -> list[dict[str, Any]]:
    page, resources = reverse("exchange:ranking", args=[need.pk]), reverse("exchange:resources")
    kind = f"category={need.category_id}"
    told = [(RULED[why], n, f"{page}?why={why}#out") for why, n in sorted(found.reasons.items())]
    told.append((_("Paused"), found.paused, f"{resources}?{kind}&state=paused"))
    told.append((_("Farther away, not looked at"), found.unread, f"{resources}?{kind}&state=offered"))
    elsewhere = f"{resources}?{kind}&category_is=not&state=offered"
    told.append((RULED[Ruled.CATEGORY], found.elsewhere, elsewhere))
    return [{"label": label, "number": number, "url": url} for label, number, url in told if number]


@allow_signed_in(SCOPED, methods=("POST",))
def ask_unit(request: HttpRequest, pk: int, resource: int) -> HttpResponse:
    """Offer all that the need lacks of one resource, on the day that the page named."""
    need = arranged(request, pk)
    given = get_object_or_404(Resource.objects.filter(office=need.item.office_id), pk=resource)
    form = DayForm(request.POST)
    back = reverse("exchange:ranking", args=[pk])
    if not form.is_valid():
        messages.error(request, _("This is not a day. Open the need again and choose anew."))
        return redirect(back)
    try:
        outcome = do_once(
            request.POST.get("once", ""), f"exchange.propose:{pk}:{resource}",
            lambda: _ask(request, need, given, form.cleaned_data["day"]), person=me(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect(back)
    messages.success(request, _("Offered. The giving unit is asked; so much is kept for the need."))
    return redirect(outcome["url"])


def _ask(request: HttpRequest, need: Need, resource: Resource, day: dt.date) -> dict[str, Any]:
    quantity = need.missing
    made = actions.propose_match(
        need.pk, resource=resource, quantity=quantity, first_day=day, actor=me(request), now=timezone.now()
    )
    return {"url": reverse("exchange:match", args=[made.pk])}
