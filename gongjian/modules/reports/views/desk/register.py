"""Writing a report down at the desk, and the slip that whoever stands there takes home."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.fields.inputs import fill_new, own_inputs
from gongjian.core.people.guard import allow
from gongjian.modules.reports.actions import Told, register_report
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.forms.desk import RegisterForm, areas_for
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.views.desk.asking import answer

TOLD = ("area", "text", "title", "place", "category", "name", "phone", "wants_reply", "urgent", "external_id")


@allow("reports.register")
def new(request: HttpRequest) -> HttpResponse:
    """A call, a letter, a visitor, a hotline order, or what was seen on the spot."""
    access = request.access  # type: ignore[attr-defined]
    first = areas_for(access, "reports.register").first()
    office = first.office if first and first.office else getattr(request.user, "office", None)
    if office is None:
        raise Http404
    form = RegisterForm(
        access, office, request.POST or None, request.FILES or None, initial={"channel": "phone"}
    )

    def run(given: dict[str, Any]) -> str:
        told = Told(**{name: given[name] for name in TOLD})
        report = register_report(
            told,
            channel=given["channel"],
            pictures=given["pictures"],
            actor=request.user,
            access=access,
            now=timezone.now(),  # type: ignore[arg-type]
        )
        fill_new(report.item, form, actor=request.user, now=timezone.now())
        return reverse("reports:slip", args=[report.pk])

    return answer(
        request, form, run, act="reports.register", title=_("Write down a report"), back_url=reverse("reports:ledger"),
        template="reports/new.html", submit_label=_("Write it down"), office=office, own_inputs=own_inputs(form),
    )  # fmt: skip


@allow("reports.register", methods=("GET",))
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and private link, for the one who wrote it down, on that day: to print, or to read out."""
    reports = Report.objects.visible_to(request.access).select_related("item__office", "item__area")  # type: ignore[attr-defined]
    report = get_object_or_404(reports, pk=pk, item__reporter=request.user)
    if timezone.localdate(report.item.opened_at) != timezone.localdate():
        raise Http404
    link = request.build_absolute_uri(reverse("public_reports:follow", args=[token_of(report)]))
    return render(request, "reports/slip.html", {"report": report, "item": report.item, "link": link})


def office_of(request: HttpRequest, permission: str) -> Area:
    """The office in which the person holds the permission: the first, if several."""
    paths = request.access.paths(permission)  # type: ignore[attr-defined]
    office = Area.objects.offices().under_any(paths).first()
    if office is None:
        raise Http404
    return office
