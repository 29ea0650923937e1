"""Sending one report on, and trying again what is stuck."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, me
from gongjian.modules.reports.models import Errand, Open311Server
from gongjian.modules.reports.open311.forms import SendForm
from gongjian.modules.reports.open311.policy import may_send, may_send_again
from gongjian.modules.reports.open311.sending import send_again, send_out
from gongjian.modules.reports.views.desk.asking import SCOPED, answer, detail_url, visible_report


@allow_signed_in(SCOPED)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Where to, and in which words."""
    report = visible_report(request, pk)
    if not may_send(report.item, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    servers = Open311Server.objects.open_for(report.office_id, report.category_id).select_related("unit")
    first = servers.first()
    form = SendForm(servers, report, request.POST or None, initial={"text": report.body, "server": first})

    def run(given: dict[str, Any]) -> str:
        send_out(pk, **given, actor=me(request), now=timezone.now())
        return detail_url(report)

    return answer(
        request, form, run, act=f"reports.send_out:{pk}", title=_("Send to another system"), back_url=detail_url(report),
        done=_("It is on its way; this page says when it has arrived."), submit_label=_("Send it"),
        intro=_("The report waits with the outside unit until you end the hand-over. Its place goes along."),
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("POST",))
def again(request: HttpRequest, pk: int, errand: int) -> HttpResponse:
    """Send it once more, or ask after it now."""
    report = visible_report(request, pk)
    found = get_object_or_404(Errand.objects.select_related("report__item"), pk=errand, report=report)
    if not may_send_again(report.item, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    back = reverse("reports:open311") if request.POST.get("back") == "connections" else detail_url(report)
    return do_and_say(
        request,
        act=f"reports.send_again:{found.pk}",
        work=lambda: send_again(found, actor=me(request), now=timezone.now()),
        done=_("It is tried again within a minute."),
        back=back,
    )
