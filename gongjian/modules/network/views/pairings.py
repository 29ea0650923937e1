"""Pairing units with communities and branches."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.modules.network import actions, forms
from gongjian.modules.network.models import Pairing
from gongjian.modules.network.views.common import choice_of, form_of


@allow("network.agree")
def new_pairing(request: HttpRequest) -> HttpResponse:
    """Pair a unit."""
    form = forms.PairForm(request.POST or None, initial={"since": timezone.localdate()}, **choice_of(request))

    def work(given: dict[str, Any]) -> str:
        unit = given.pop("unit")
        actions.pair(unit, **given, actor=me(request), now=timezone.now())
        return reverse("network:pairings")

    return form_of(request, form, "network.pair", work, _("Pair two"), reverse("network:pairings"))


@allow("network.view", methods=("GET",))
def pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """One pairing."""
    rows = Pairing.objects.visible_to(request.access).select_related("unit", "other__area")  # type: ignore[attr-defined]
    row = get_object_or_404(rows, pk=pk)
    may = request.access.may("network.agree", row.other.area.path)  # type: ignore[attr-defined]
    return render(request, "network/pairing.html", {"row": row, "may_end": may and not row.until})


@allow("network.agree")
def end_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends."""
    row = get_object_or_404(Pairing.objects.visible_to(request.access), pk=pk)  # type: ignore[attr-defined]
    back = reverse("network:pairing", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.end_pairing(row, **given, actor=me(request), now=timezone.now())
        return back

    return form_of(
        request, forms.EndForm(request.POST or None), f"network.unpair:{pk}", work, _("End the pairing"), back
    )
