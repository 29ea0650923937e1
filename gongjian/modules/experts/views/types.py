"""The office's types of service: read by all, kept by those who may."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.modules.experts import actions
from gongjian.modules.experts.forms import EndForm, TypeForm
from gongjian.modules.experts.models import ExpertService, ServiceType
from gongjian.modules.experts.views.seeing import SCOPED
from gongjian.modules.experts.words import type_state

SHOWN = 200


def seen(request: HttpRequest, pk: int) -> ServiceType:
    """The type if this person may see it, else 404."""
    rows = ServiceType.objects.visible_to(request.access).select_related("office")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@allow_signed_in(SCOPED, methods=("GET",))
def type_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One type with its services."""
    found, access = seen(request, pk), request.access  # type: ignore[attr-defined]
    services = ExpertService.objects.visible_to(access).filter(type=found).kept().with_all().with_ratings()
    context = {
        "type": found,
        "state": type_state(found),
        "services": services.order_by("number")[:SHOWN],
        "may_end": found.until is None and access.may("experts.sort", found.office.path),
    }
    return render(request, "experts/type.html", context)


@allow("experts.sort")
def new_type(request: HttpRequest) -> HttpResponse:
    """Add a type."""
    offices = Area.objects.offices().under_any(request.access.paths("experts.sort"))  # type: ignore[attr-defined]
    form, back = TypeForm(offices, request.POST or None), reverse("experts:types")

    def work(cleaned: dict[str, Any]) -> str:
        actions.add_type(cleaned.pop("office"), **cleaned, actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Add a type"), "back_url": back}
    return form_page(request, form, act="experts.add_type", work=work, done=_("Added."), context=context)


@allow("experts.sort")
def end_type(request: HttpRequest, pk: int) -> HttpResponse:
    """End a type of the office."""
    found = seen(request, pk)
    if found.until is not None or not request.access.may("experts.sort", found.office.path):  # type: ignore[attr-defined]
        raise PermissionDenied
    form, back = EndForm(request.POST or None), reverse("experts:type", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.end_type(pk, until=cleaned["until"], actor=me(request), now=timezone.now())
        return back

    words = _("Services keep the type they have; from this day on nothing new is put under it.")
    context = {"title": _("End “%(name)s”") % {"name": found.name}, "intro": words, "back_url": back}
    return form_page(
        request, form, act=f"experts.end_type:{pk}", work=work, done=_("Ended."), context=context
    )
