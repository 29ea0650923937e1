"""Choosing a service of the catalogue and ordering it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused
from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.ordering import Wanted
from gongjian.modules.experts.booking import left_in_month
from gongjian.modules.experts.forms import FindForm, OrderForm
from gongjian.modules.experts.ledgers import service_in
from gongjian.modules.experts.models import ExpertService, ServiceType
from gongjian.modules.experts.views.seeing import service_seen
from gongjian.modules.experts.words import minutes_text

SIZE = 20


@allow("experts.order", methods=("GET",))
def choose(request: HttpRequest) -> HttpResponse:
    """Services on offer, by words and type; `?from=12` keeps the matter that the order comes from."""
    access, source = request.access, _source(request)  # type: ignore[attr-defined]
    types = ServiceType.objects.visible_to(access).on(timezone.localdate())
    form = FindForm(types, request.GET if {"q", "type"} & set(request.GET) else None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = ExpertService.objects.visible_to(access).on_offer().with_all()
    if source is not None:
        rows = rows.filter(office=source.office_id)
    if given.get("type"):
        rows = rows.filter(type=given["type"])
    if given.get("q"):
        rows = rows.filter(service_in(given["q"]))
    context: dict[str, Any] = {"form": form, "source": source, "filtered": any(given.values())}
    try:
        cursor = request.GET.get("cursor", "")
        context["page"] = page_of(rows, sort="number", path="number", size=SIZE, cursor=cursor)
    except Refused as refused:
        return render(request, "experts/choose.html", context | {"refusal": refused}, status=400)
    for row in context["page"].rows:
        row.duration = minutes_text(row.minutes)
    return render(request, "experts/choose.html", context)


@allow("experts.order")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Order one service; `?from=12` makes the matter 12 its origin."""
    found, source = service_seen(request, pk), _source(request)
    first: dict[str, Any] = {}
    if source is not None:
        first = {"wish": source.title, "place": source.place}
    form = OrderForm(found, request.access, request.POST or None, initial=first)  # type: ignore[attr-defined]

    def work(cleaned: dict[str, Any]) -> str:
        orderer = cleaned.pop("orderer")
        made = actions.place_order(
            pk,
            orderer=orderer,
            wanted=Wanted(**cleaned),
            comes_from=source,
            actor=me(request),
            now=timezone.now(),
        )
        return reverse("experts:order", args=[made.pk])

    left = _("%(left)d of %(n)d sessions are left this month.") % {
        "left": left_in_month(found, timezone.now()), "n": found.capacity,
    }  # fmt: skip
    told = " · ".join([found.unit.name, found.type.name, minutes_text(found.minutes), left])
    context = {
        "title": _("Order “%(name)s”") % {"name": found.title}, "intro": told, "submit_label": _("Order it"),
        "back_url": reverse("experts:service", args=[pk]), "keep_key": f"experts.order:{pk}",
    }  # fmt: skip
    act = f"experts.place:{pk}:{source.pk if source else ''}"
    done = _("Ordered. The giving unit is told and answers.")
    return form_page(request, form, act=act, work=work, done=done, context=context)


def _source(request: HttpRequest) -> Item | None:
    given = request.GET.get("from", "")
    if not given:
        return None
    rows = Item.objects.visible_to(request.access).select_related("office")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=given if given.isdecimal() and len(given) < 18 else 0)
