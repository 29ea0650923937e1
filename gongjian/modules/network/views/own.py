"""A contact's own units and what they are asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions
from gongjian.modules.network.ledgers import standing_of
from gongjian.modules.network.models import Agreement, Confirmation, Joining, Pairing


@allow("network.own", methods=("GET",))
def own(request: HttpRequest) -> HttpResponse:
    """A contact's own units and nothing else."""
    access = request.access  # type: ignore[attr-defined]
    context = {
        "rows": [
            (row, standing_of(row)) for row in Joining.objects.own_of(access).select_related("unit", "office")
        ],
        "agreements": Agreement.objects.filter(item__unit__in=access.unit_ids)
        .exclude(item__state="draft")
        .with_all(),
        "pairings": Pairing.objects.filter(unit__in=access.unit_ids).select_related("other"),
        "asked": Confirmation.objects.filter(
            joining__unit__in=access.unit_ids, answered_at=None
        ).select_related("joining"),
    }
    return render(request, "network/own.html", context)


@allow("network.own")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit goes on, or not."""
    mine = Confirmation.objects.filter(joining__unit__in=request.access.unit_ids)  # type: ignore[attr-defined]
    row = get_object_or_404(mine.select_related("joining"), pk=pk)
    back = reverse("network:own")
    if request.method == "POST":
        goes_on = request.POST.get("answer") == "yes"

        def work() -> dict[str, Any]:
            actions.answer_confirmation(row, goes_on=goes_on, actor=me(request), now=timezone.now())
            return {}

        try:
            do_once(request.POST.get("once", ""), f"network.answer:{pk}", work, person=me(request))
            messages.success(request, _("Thank you, the office knows."))
        except Refused as refused:
            messages.error(request, str(refused.reason))
    return redirect(back)
