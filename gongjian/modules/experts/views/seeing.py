"""What a person may open: services, experts and orders looked up among those she may see."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongjian.modules.experts import policy
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder

SCOPED = "it is looked up among those the person may see"


def service_seen(request: HttpRequest, pk: int) -> ExpertService:
    """The service if this person may see it, else 404."""
    rows = ExpertService.objects.visible_to(request.access).with_all().with_ratings()  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("unit__area"), pk=pk)


def expert_seen(request: HttpRequest, pk: int) -> Expert:
    """The expert if this person may see her, else 404."""
    rows = Expert.objects.visible_to(request.access).with_all()  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("unit__area"), pk=pk)


def order_seen(request: HttpRequest, pk: int) -> ServiceOrder:
    """The order if this person may see it, else 404."""
    return get_object_or_404(ServiceOrder.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


def demand_keeper(request: HttpRequest, found: ExpertService | Expert) -> None:
    """403 for whoever may only read what the unit gives."""
    if not policy.may_keep(found.unit, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied


def back_to(request: HttpRequest, name: str) -> str:
    """The list for those who may read it, else the page of one's own unit."""
    sees = request.access.may_anywhere("experts.view")  # type: ignore[attr-defined]
    return reverse(f"experts:{name}" if sees else "experts:mine")
