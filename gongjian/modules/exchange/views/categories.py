"""The office's categories: read by all, kept by those who may."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.forms import CategoryForm, EndForm
from gongjian.modules.exchange.models import ExchangeCategory, Need, Resource


@allow("exchange.view", methods=("GET",))
def categories(request: HttpRequest) -> HttpResponse:
    """All categories with how many resources and needs stand under each."""
    access = request.access  # type: ignore[attr-defined]
    rows = list(ExchangeCategory.objects.visible_to(access).select_related("office"))
    given = _counts(Resource.objects.visible_to(access).kept())
    wanted = _counts(Need.objects.visible_to(access).counted())
    open_ones = _counts(Need.objects.visible_to(access).open())
    today, offices = timezone.localdate(), set(_offices(request).values_list("pk", flat=True))
    context = {
        "rows": [
            {
                "category": one, "resources": given.get(one.pk, 0), "needs": wanted.get(one.pk, 0),
                "open": open_ones.get(one.pk, 0), "ended": one.until is not None and one.until <= today,
                "end_url": reverse("exchange:end_category", args=[one.pk])
                if one.office_id in offices and one.until is None else "",
            }
            for one in rows
        ],
        "may_add": bool(offices),
    }  # fmt: skip
    return render(request, "exchange/categories.html", context)


def _counts(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("category_id").annotate(number=Count("pk")))


def _offices(request: HttpRequest) -> Any:
    paths = request.access.paths("exchange.sort")  # type: ignore[attr-defined]
    return Area.objects.offices().under_any(paths)


@allow("exchange.sort")
def new_category(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    form = CategoryForm(_offices(request), request.POST or None)
    back = reverse("exchange:categories")

    def work(cleaned: dict[str, Any]) -> str:
        actions.add_category(cleaned["office"], name=cleaned["name"], actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Add a category"), "back_url": back}
    return form_page(request, form, act="exchange.add_category", work=work, done=_("Added."), context=context)


@allow("exchange.sort")
def end_category(request: HttpRequest, pk: int) -> HttpResponse:
    """End a category of the office."""
    rows = ExchangeCategory.objects.filter(Q(office__in=_offices(request)))
    found = get_object_or_404(rows, pk=pk)
    if found.until is not None:
        raise PermissionDenied
    form = EndForm(request.POST or None)
    back = reverse("exchange:categories")

    def work(cleaned: dict[str, Any]) -> str:
        actions.end_category(pk, until=cleaned["until"], actor=me(request), now=timezone.now())
        return back

    words = _("Rows keep the category they have; from this day on nothing new is put under it.")
    context = {"title": _("End “%(name)s”") % {"name": found.name}, "intro": words, "back_url": back}
    return form_page(
        request, form, act=f"exchange.end_category:{pk}", work=work, done=_("Ended."), context=context
    )
